/**
 * What may this person do here, as of now?
 *
 * Asked when it matters and never kept: rights are taken away between a
 * comment and its execution. A team's and an organisation's grants are in
 * GitHub's answer already, so no right to read members is needed.
 */
import type { People } from '../actions/ports.ts'
import { isCode, NOT_FOUND } from './errors.ts'
import type { Served } from './served.ts'

export function people(served: Served): People {
  return {
    async permission(login) {
      try {
        const { data } = await served.client.rest.repos.getCollaboratorPermissionLevel({
          ...served.at,
          username: login,
        })
        // GitHub folds its finer roles into these four: maintain into write, triage into read.
        const { permission } = data
        return permission === 'admin' || permission === 'write' || permission === 'read' ? permission : 'none'
      } catch (error) {
        if (isCode(error, NOT_FOUND)) return 'none'
        throw error
      }
    },
  }
}
