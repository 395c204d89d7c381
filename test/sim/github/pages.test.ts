/**
 * Can a person do the same as the API allows, and a stranger nothing?
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { renderMarkdown } from '../../../src/sim/github/pages/markdown.ts'
import { FLEET, OWNER, REPO, startWorld, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await startWorld({}, { protection: { requiredChecks: [], requiredApprovals: 1 } })
})
afterAll(() => world.end())

/** A browser, as far as cookies and forms go. */
async function browser(login: string) {
  const signIn = await fetch(world.sim.signInUrl(login))
  const cookie = signIn.headers.get('set-cookie')?.split(';')[0] ?? ''
  const get = async (path: string) => {
    const response = await fetch(new URL(path, world.sim.url), { headers: { cookie } })
    return { status: response.status, headers: response.headers, text: await response.text() }
  }
  const token = async (path: string) => /name="form_token" value="(\w+)"/.exec((await get(path)).text)?.[1] ?? ''
  return {
    signIn,
    get,
    token,
    post: async (path: string, fields: Record<string, string>) => {
      const body = new URLSearchParams(fields)
      const response = await fetch(new URL(path, world.sim.url), {
        method: 'POST',
        body,
        headers: { cookie },
        redirect: 'manual',
      })
      return { status: response.status, location: response.headers.get('location'), text: await response.text() }
    },
  }
}

describe('pages', () => {
  it('carry a change from the pushed branch to the merge', async () => {
    const clone = await world.git(world.engineer.token)
    await clone.git('checkout', '--quiet', '-b', 'by-hand')
    await clone.git('commit', '--quiet', '--allow-empty', '--message', 'By hand')
    const { stderr } = await clone.git('push', 'origin', 'by-hand')
    const printed = /https?:\/\/\S+\/pull\/new\/\S+/.exec(stderr)?.[0] ?? ''
    const engineer = await browser('engineer')
    const compare = await fetch(printed, { headers: {}, redirect: 'manual' })
    expect(compare.status).toBe(401)
    const form = await engineer.get(printed)
    expect(form.text).toContain('Open a pull request')
    const form_token = await engineer.token(printed)
    const fields = { base: 'main', head: 'by-hand', title: 'By <b>hand</b>', body: 'a\r\nb', form_token }
    const opened = await engineer.post(`/${OWNER}/${REPO}/pulls`, fields)
    expect(opened.status).toBe(303)
    const page = new URL(opened.location ?? '').pathname
    expect((await engineer.get(page)).text).toContain('By &lt;b&gt;hand&lt;/b&gt;')

    const reviewer = await browser('reviewer')
    const theirs = { form_token: await reviewer.token(page) }
    const sha = /name="sha" value="(\w+)"/.exec((await reviewer.get(page)).text)?.[1] ?? ''
    const blocked = await reviewer.post(`${page}/merge`, { ...theirs, sha })
    expect(blocked).toMatchObject({ status: 405, text: expect.stringContaining('At least 1 approving review') })
    expect((await reviewer.post(`${page}/review`, { ...theirs, event: 'APPROVE', body: '' })).status).toBe(303)
    expect((await reviewer.post(`${page}/comment`, { ...theirs, body: '/fleet status' })).status).toBe(303)
    expect((await world.event('issue_comment', 'created')).payload.comment.body).toBe('/fleet status')
    expect((await reviewer.post(`${page}/merge`, { ...theirs, sha })).status).toBe(303)
    expect((await reviewer.get(page)).text).toContain('Merged')
  })

  it('let an administrator merge against the rules only with the box ticked', async () => {
    const clone = await world.git(world.engineer.token)
    const sha = await clone.push('urgent', { urgent: '1' })
    const engineer = world.as(world.engineer.token)
    const { data } = await engineer.rest.pulls.create({ ...FLEET, title: 'Urgent', head: 'urgent', base: 'main' })
    const admin = await browser('admin')
    const page = `/${OWNER}/${REPO}/pull/${data.number}`
    const fields = { form_token: await admin.token(page), sha }
    expect((await admin.post(`${page}/merge`, fields)).status).toBe(405)
    expect((await admin.post(`${page}/merge`, { ...fields, override: 'yes' })).status).toBe(303)
  })

  it('show what a check found, on its line', async () => {
    const clone = await world.git(world.engineer.token)
    const sha = await clone.push('wrong', { 'fleet.yml': 'fleet: 7\n' })
    const engineer = world.as(world.engineer.token)
    const { data } = await engineer.rest.pulls.create({
      ...FLEET,
      title: 'Wrong',
      head: 'wrong',
      base: 'main',
      draft: true,
    })
    const bot = await world.bot()
    const annotation = {
      path: 'fleet.yml',
      start_line: 1,
      end_line: 1,
      start_column: 8,
      end_column: 8,
      annotation_level: 'failure',
      message: 'expected <text>',
    } as const
    const output = { title: '1 problem', summary: '**one**', annotations: [annotation] }
    await bot.rest.checks.create({ ...FLEET, name: 'fleet / validate', head_sha: sha, conclusion: 'failure', output })
    const person = await browser('engineer')
    const page = `/${OWNER}/${REPO}/pull/${data.number}`
    const checks = await person.get(`${page}/checks`)
    expect(checks.text).toContain('fleet.yml:1:8')
    expect(checks.text).toContain('expected &lt;text&gt;')
    expect(checks.text).toContain('<strong>one</strong>')
    expect((await person.get(`${page}/files`)).text).toContain('fleet.yml:1:8')
    expect((await person.post(`${page}/ready`, { form_token: await person.token(page) })).status).toBe(303)
    await world.event('pull_request', 'ready_for_review')
  })

  it('do nothing for a form that is not theirs, and show nothing to a stranger', async () => {
    const engineer = await browser('engineer')
    const other = await browser('reviewer')
    const page = `/${OWNER}/${REPO}/pull/1`
    const foreign = { form_token: await other.token(page), body: 'hello' }
    expect((await engineer.post(`${page}/comment`, foreign)).status).toBe(403)
    const nobody = await fetch(`${world.sim.url}${page}/comment`, {
      method: 'POST',
      body: new URLSearchParams(foreign),
    })
    expect(nobody.status).toBe(401)
    world.sim.addUser('outsider')
    const outsider = await browser('outsider')
    expect((await outsider.get(`/${OWNER}/${REPO}`)).status).toBe(404)
    expect((await outsider.get('/')).text).not.toContain(REPO)
  })

  it('sign in by token alone, with a cookie that other sites cannot send', async () => {
    const { signIn } = await browser('engineer')
    expect(signIn.headers.get('set-cookie')).toMatch(/HttpOnly; SameSite=Strict/)
    expect(signIn.headers.get('content-security-policy')).toContain("default-src 'none'")
    expect((await fetch(`${world.sim.url}/sign-in?as=admin&token=ghp_wrong`)).status).toBe(401)
    const away = await fetch(world.sim.signInUrl('engineer', '//evil.example'))
    expect(await away.text()).not.toContain('evil.example')
  })

  it('show files, commits, branches and the index', async () => {
    const engineer = await browser('engineer')
    const root = `/${OWNER}/${REPO}`
    expect((await engineer.get('/')).text).toContain(`${OWNER}/${REPO}`)
    const home = await engineer.get(root)
    expect(home.text).toContain('customers/globex.yml')
    expect((await engineer.get(`${root}/blob/main/customers/globex.yml`)).text).toContain('id="L3"')
    expect((await engineer.get(`${root}/commits`)).text).toContain('Start the repository')
    expect((await engineer.get(`${root}/blob/main/nothing.yml`)).status).toBe(404)
  })
})

describe('markdown', () => {
  const render = (text: string): string => renderMarkdown(text).text

  it('keeps tables, details, task lists and line breaks', () => {
    const text = render(
      'one\ntwo\n\n| a | b |\n| - | - |\n| 1 | 2 |\n\n- [x] done\n\n<details><summary>more</summary>\n\nx\n</details>',
    )
    expect(text).toContain('one<br />\ntwo')
    expect(text).toContain('<td>1</td>')
    expect(text).toContain('<input type="checkbox" disabled checked />')
    expect(text).toMatch(/<details><summary>more<\/summary>\s*<p>x<\/p>/)
  })

  it('shows alerts', () => {
    expect(render('> [!WARNING]\n> Look **out**')).toMatch(
      /^<blockquote class="alert alert-warning"><p class="alert-title">Warning<\/p><p>Look <strong>out<\/strong><\/p>/,
    )
  })

  it.each([
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    '[x](javascript:alert(1))',
    '<a href="javascript:alert(1)" onclick="alert(1)">x</a>',
    '<details ontoggle=alert(1) open>x</details>',
    '<input type="text" name="form_token">',
    '<form action="/x"><button>go</button></form>',
    '<style>*{display:none}</style>',
    '<!-- a marker -->',
  ])('makes %s harmless', (text) => {
    expect(render(text)).not.toMatch(
      /<script|<img|javascript:|onerror=|onclick=|ontoggle=|type="text"|<form|<button|<style|<!--/,
    )
  })
})
