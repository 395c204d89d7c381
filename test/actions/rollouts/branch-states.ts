/** Which states does the default branch of these tests go through? */
import { world as fleet } from '../../support/world.ts'

export const GROUND = fleet().customer('acme').pipeline('acme', 'web')

export function delayed(seconds: number) {
  return GROUND.pipeline('acme', 'web', { settings: { queue: { delaySeconds: seconds } } }).tree()
}
