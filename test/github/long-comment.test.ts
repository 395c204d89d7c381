/**
 * A comment that is longer than GitHub takes is cut where a reader sees it: refused whole, it would tell nobody anything.
 */
import nock from 'nock'
import { describe, expect, it } from 'vitest'
import { enterprise, HOST, REST } from './enterprise.ts'

const MARKER = '<!-- m -->'
const COMMENTS = `${REST}/repos/acme/fleet/issues`
/** GitHub's own limit, in UTF-16 units. */
const MOST_UNITS = 65_536
const SAID = { id: 9, html_url: `${HOST}/x`, created_at: '2026-01-01T00:00:00Z', updated_at: '2026-01-01T00:00:00Z' }
const USER = { login: 'fleetwright[bot]', type: 'Bot' }

const { open } = enterprise()

/** What GitHub was sent. */
function taken(): readonly string[] {
  const bodies: string[] = []
  const reply = async (request: Request) => {
    const { body } = JSON.parse(await request.text())
    bodies.push(String(body))
    return { ...SAID, user: USER, body }
  }
  nock(HOST).post(`${COMMENTS}/5/comments`).reply(201, reply)
  nock(HOST).patch(`${COMMENTS}/comments/9`).reply(200, reply)
  return bodies
}

/** The marker and its line end besides. */
const FITS = `${'a line\n'.repeat(9_000)}${'x'.repeat(MOST_UNITS)}`.slice(0, MOST_UNITS - MARKER.length - 1)

describe('a comment', () => {
  it('as long as GitHub takes is sent as it is, by its marker too', async () => {
    const github = await open()
    const bodies = taken()
    await github.comments.once(5, { marker: MARKER, known: 'none' }, FITS)
    expect(bodies).toEqual([`${MARKER}\n${FITS}`])
    expect(bodies[0]).toHaveLength(MOST_UNITS)
  })

  it('that is one unit longer is cut and says so, new or edited, and keeps its marker', async () => {
    const github = await open()
    const bodies = taken()
    const long = `${FITS}x`
    await github.comments.once(5, { marker: MARKER, known: 'none' }, long)
    const known = { id: 9, body: `${MARKER}\nbefore`, changedAt: SAID.updated_at, isTampered: false }
    await github.comments.sticky(5, { marker: MARKER, known }, `${MARKER}\n${long}`)
    expect(bodies).toHaveLength(2)
    for (const body of bodies) {
      expect(body.length).toBeLessThanOrEqual(MOST_UNITS)
      expect(body.startsWith(`${MARKER}\na line\n`)).toBe(true)
      expect(body.endsWith('_Cut here: the rest is too long for GitHub._')).toBe(true)
    }
  })
})
