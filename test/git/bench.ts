/**
 * Which mirror do these tests open, and who closes it?
 *
 * One remote a test, with as many mirrors of it as the test wants.
 */
import { afterEach, beforeEach } from 'vitest'
import { type Mirror, type MirrorOptions, openMirror } from '../../src/git/mirror.ts'
import { openRemote, type Remote } from './remote.ts'

export interface Bench {
  readonly remote: () => Remote
  /** A mirror of the remote, unless an option says otherwise. */
  open(options?: Partial<MirrorOptions>): Promise<Mirror>
}

export function bench(): Bench {
  const mirrors: Mirror[] = []
  let remote: Remote | undefined

  function present(): Remote {
    if (remote === undefined) throw new Error('a remote exists only within a test')
    return remote
  }

  beforeEach(async () => {
    remote = await openRemote()
  })
  afterEach(async () => {
    for (const mirror of mirrors.splice(0)) await mirror.close()
    await remote?.close()
  })

  return {
    remote: present,
    async open(options = {}) {
      const { dir, url, token } = present()
      const mirror = await openMirror({
        dir,
        remoteUrl: url,
        token: async () => token,
        defaultBranch: 'main',
        protocols: 'http',
        path: process.env.PATH ?? '',
        log: { info: () => undefined, warn: () => undefined, error: () => undefined },
        ...options,
      })
      mirrors.push(mirror)
      return mirror
    },
  }
}
