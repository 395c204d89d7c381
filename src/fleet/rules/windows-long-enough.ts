/**
 * Is each window as long as the blueprint needs for one pipeline?
 *
 * A window holds the start of each stack, and what has started is finished. In
 * one that is too short a pipeline would stand half old and half new until the
 * next, and its last stack would end in the customer's working hours.
 */
import { windowsFor } from '../calendar.ts'
import type { Problem, ResolvedPipeline } from '../model.ts'
import { versioned } from '../normalise.ts'
import { shortestOf } from '../shortest-occurrence.ts'
import { zoneNamed } from '../time-zone.ts'

export function windowsLongEnough({ pipeline, customer, blueprint }: ResolvedPipeline): readonly Problem[] {
  const { expectedMinutes } = blueprint
  if (expectedMinutes === undefined) return []
  return windowsFor(pipeline, customer).flatMap((window): Problem[] => {
    // A window that is not real has its own problem.
    if (window.from === window.to || zoneNamed(window.timezone) !== window.timezone) return []
    const { minutes, date } = shortestOf(window)
    if (minutes >= expectedMinutes || minutes <= 0) return []
    const when = date === undefined ? '' : ` on days like ${date}, when the clocks of ${window.timezone} change`
    return [
      {
        code: 'window-too-short',
        message: `the window is open for ${minutes} minutes${when}, and an apply of blueprint \`${versioned(blueprint.name, blueprint.version)}\` takes ${expectedMinutes}`,
        expected: `at least ${expectedMinutes} minutes`,
        at: window.at(),
      },
    ]
  })
}
