/**
 * How do the real verbs meet the real edge and the simulated AWS, without a bot's process?
 *
 * One simulator and one edge for a whole test file; each scene is a customer
 * of one fleet with an account of its own, so that hundreds of scenes are
 * played in seconds and none sees another's faults. Whoever waits moves the
 * clock.
 */
import { readFileSync } from 'node:fs'
import { type Aws, type AwsOptions, openAws } from '../../src/aws/open.ts'
import { type AwsSim, type AwsSimOptions, type RoleSpec, startAwsSim } from '../../src/sim/aws/server.ts'
import { type MovedClock, movedClock } from '../aws/world.ts'
import { type KeptLog, keptLog } from '../support/quiet-log.ts'
import { type Scene, sceneIn } from './aws-scene.ts'
import { type FleetWish, seating } from './aws-seats.ts'

const BOOTSTRAP = readFileSync(new URL('../../fleet/bootstrap/customer-roles.template.yml', import.meta.url), 'utf8')
/** Short, so that a story is few looks: each look is one more call that a fault can meet. */
const TIMING = { changeSetMs: 800, resourceMs: 2_000 }

/** A service role of the customer's own, which the fleet does not name. */
export const OTHER_ROLE = 'customers-own-service'
const OTHER: RoleSpec = {
  trust: { service: 'cloudformation.amazonaws.com' },
  policy: { Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] },
}

export interface Ground extends AsyncDisposable {
  readonly sim: AwsSim
  readonly clock: MovedClock
  readonly log: KeptLog
  /** An account with the three roles, and nothing in it. */
  scene(): Scene
  /** Another edge of the same bot: what it knew in memory is gone. */
  edge(different?: Partial<AwsOptions>): Aws
}

export interface GroundWish extends FleetWish {
  readonly sim?: Partial<AwsSimOptions>
  /** What differs for the edge that scenes begin with. */
  readonly edge?: Partial<AwsOptions>
  /** What customers made of our bootstrap template. */
  readonly bootstrap?: (template: string) => string
}

export async function ground(options: GroundWish = {}): Promise<Ground> {
  const clock = movedClock()
  const log = keptLog()
  const sim = await startAwsSim({ clock, timing: TIMING, ...options.sim })
  const bot = sim.addPrincipal({ name: 'bot' })
  const edges: Aws[] = []
  const edge = (different: Partial<AwsOptions> = {}): Aws => {
    const opened = openAws({ clock, log, chance: () => 0.5, endpointUrl: sim.url, credentials: bot, ...different })
    edges.push(opened)
    return opened
  }
  const aws = edge(options.edge)
  const seats = seating(options)
  const { bootstrap = (template) => template } = options
  return {
    sim,
    clock,
    log,
    edge,
    scene() {
      const seat = seats()
      const parameters = { ExternalId: seat.externalId, BotPrincipalArn: bot.arn }
      sim.addAccount({
        id: seat.accountId,
        bootstrapTemplate: bootstrap(BOOTSTRAP),
        parameters,
        roles: { [OTHER_ROLE]: OTHER },
      })
      return sceneIn({ sim, clock, log, aws, seat })
    },
    async [Symbol.asyncDispose]() {
      for (const each of edges) await each.close()
      await sim.close()
    },
  }
}
