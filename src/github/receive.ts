/**
 * Which work does a delivery ask for?
 *
 * The delivery was verified before it came here. Whether it is about our one
 * repository, in our one installation, is decided first, by numeric ids and
 * before any client is made: whoever installs the App elsewhere causes no call.
 */
import { AsyncLocalStorage } from 'node:async_hooks'
import type { Probot } from 'probot'
import type { Task } from '../actions/ports.ts'
import { FleetwrightError } from '../lib/errors.ts'
import { translate } from './errors.ts'
import { listen } from './events.ts'
import type { Served } from './served.ts'

export interface Delivery {
  /** GitHub's GUID: the same again when it delivers again. */
  readonly id: string
  /** The event, such as `pull_request`. */
  readonly name: string
  readonly payload: unknown
}

export type Receive = (delivery: Delivery) => Promise<readonly Task[]>

type ProbotEvent = Parameters<Probot['receive']>[0]

export function receiver(probot: Probot, served: Served, nowMs: () => number): Receive {
  // Probot calls the handlers; the tasks of deliveries that arrive together must not mix.
  const collecting = new AsyncLocalStorage<Task[]>()
  listen(probot, served, (task) => collecting.getStore()?.push(task))

  return async ({ id, name, payload }) => {
    if (!isOfServed(payload, served)) return []
    const tasks: Task[] = []
    try {
      // GitHub signed it, so it has the form that GitHub gives to events of this name; no type can say more.
      await collecting.run(tasks, () => probot.receive({ id, name, payload } as ProbotEvent))
    } catch (error) {
      throw firstOf(error, name, nowMs())
    }
    return tasks
  }
}

/** Events of the installation itself name no repository of their own. */
function isOfServed(payload: unknown, served: Served): boolean {
  const { repository, installation } = fields(payload)
  if (fields(installation).id !== served.installationId) return false
  return repository === undefined || fields(repository).id === served.repositoryId
}

function fields(value: unknown): { readonly [name: string]: unknown } {
  return typeof value === 'object' && value !== null ? { ...value } : {}
}

/** Probot collects what handlers throw, together with the whole event: only the first of ours goes on. */
function firstOf(error: unknown, name: string, nowMs: number): FleetwrightError {
  const errors: readonly unknown[] = error instanceof AggregateError ? error.errors : [error]
  return (
    errors.find((each) => each instanceof FleetwrightError) ??
    translate(`reading a delivery of ${name.slice(0, 40)}`, errors[0], nowMs)
  )
}
