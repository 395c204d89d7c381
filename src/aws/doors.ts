/**
 * Is a role open to us, and must it be to others?
 *
 * A role is entered as the bot enters it, and tried as a stranger would try it:
 * behind the same bucket as every session, and kept by nobody.
 */
import type { AccountDoors, Purpose } from '../actions/aws-ports.ts'
import { sessionName } from './sessions.ts'
import type { Sts } from './sts.ts'

export function doorsOf(sts: Sts, purpose: Purpose): AccountDoors {
  const name = sessionName(purpose)
  return {
    async enter(wish) {
      const { accountId } = await sts.identityOf(await sts.assume({ ...wish, name }))
      return accountId
    },
    async knock(door) {
      await sts.knock({ ...door, name })
    },
  }
}
