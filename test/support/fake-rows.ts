/**
 * What does the store keep where there is no database?
 *
 * As the tables of `src/store` answer, out of maps that a test may fill and read.
 */
import type { Leftover, MissedStack, PlanRecord, UnsoundHead } from '../../src/actions/ports.ts'
import type { World } from '../../src/actions/world.ts'
import type { StackId } from '../../src/fleet/model.ts'
import { isEnded } from '../../src/rollout/edits.ts'
import type { Rollout, RolloutStack } from '../../src/rollout/model.ts'
import { known } from './known.ts'

export interface KeptRows {
  readonly rollouts: Map<string, { rollout: Rollout; stacks: readonly RolloutStack[] }>
  readonly plans: Map<number, PlanRecord>
  /** Pull requests whose plan stands for what was reviewed alone. */
  readonly closedPlans: Set<number>
  readonly leftovers: Leftover[]
  readonly unsound: Map<number, UnsoundHead>
  readonly publications: Map<string, string>
  /** Logins, by pull request. */
  readonly pushers: Map<number, ReadonlySet<string>>
  /** Likewise, by commit. */
  readonly pushedHeads: Map<string, ReadonlySet<string>>
}

export function noRows(): KeptRows {
  return {
    rollouts: new Map(),
    plans: new Map(),
    closedPlans: new Set(),
    leftovers: [],
    unsound: new Map(),
    publications: new Map(),
    pushers: new Map(),
    pushedHeads: new Map(),
  }
}

export function rowsIn(kept: KeptRows): World['rows'] {
  const { rollouts, plans, closedPlans, leftovers, unsound, publications, pushers, pushedHeads } = kept
  const withdrawn: PlanRecord[] = []
  const compared = new Map<PlanRecord, string>()
  const standing = () =>
    [...plans.values()].flatMap((record) => {
      const { pull, base } = record
      if (pull === undefined || base === undefined || closedPlans.has(pull)) return []
      return [{ pull, compared: compared.get(record) ?? base }]
    })
  const forget = ({ pull, of }: Pick<Leftover, 'pull' | 'of'>): void => {
    const at = leftovers.findIndex((each) => each.pull === pull && each.of === of)
    if (at !== -1) leftovers.splice(at, 1)
  }

  return {
    plans: {
      save: async (record) => {
        if (record.pull === undefined) return
        plans.set(record.pull, record)
        closedPlans.delete(record.pull)
      },
      latest: async (pull) => plans.get(pull),
      ofCommit: async () => undefined,
      byTree: async () => [],
      byDigest: async (digest, of) =>
        [...plans.values(), ...withdrawn.toReversed()].find(
          ({ plan, pull = 'none' }) => plan.digest === digest && (of === undefined || pull === of),
        ),
    },
    standing: {
      list: async () => standing(),
      naming: async (stacks) =>
        standing().flatMap(({ pull }) => {
          const named = namedBy(known(plans.get(pull), `plan of ${pull}`)).filter((id) => stacks.includes(id))
          return named.length === 0 ? [] : [{ pull, stacks: named }]
        }),
      compare: async ({ pulls, from, to }) => {
        for (const record of pulls.flatMap((pull) => plans.get(pull) ?? []))
          if ((compared.get(record) ?? record.base) === from) compared.set(record, to)
      },
      withdraw: async (pull) => {
        const record = plans.get(pull)
        if (record !== undefined) withdrawn.push(record)
        plans.delete(pull)
      },
      close: async (pull) => void closedPlans.add(pull),
    },
    unsound: {
      note: async (head) => void unsound.set(head.pull, head),
      forget: async (pull) => void unsound.delete(pull),
      list: async () => [...unsound.values()],
      compare: async ({ pull, head, compared }, to) => {
        const now = unsound.get(pull)
        if (now?.head === head && now.compared === compared) unsound.set(pull, { ...now, compared: to })
      },
    },
    leftovers: {
      note: async (leftover) => {
        forget(leftover)
        leftovers.push(leftover)
      },
      forget: async (leftover) => forget(leftover),
      of: async (pull) => leftovers.filter((each) => each.pull === pull),
      pulls: async () => [...new Set(leftovers.map(({ pull }) => pull))],
    },
    rollouts: {
      create: async (rollout, stacks) =>
        void (rollouts.has(rollout.id) || rollouts.set(rollout.id, { rollout, stacks })),
      get: async (id) => rollouts.get(id),
      list: async ({ open, pull, newest }) =>
        [...rollouts.values()]
          .map(({ rollout }) => rollout)
          .filter((each) => (!open || !isEnded(each)) && (pull === undefined || each.pull === pull))
          .slice(newest === undefined ? 0 : -newest),
      save: async (rollout, rows = []) => {
        const before = rollouts.get(rollout.id)
        if (before === undefined || isEnded(before.rollout)) return
        const now = new Map(rows.map((row) => [row.ref.id, row]))
        const stacks = before.stacks.map((row) => now.get(row.ref.id) ?? row)
        rollouts.set(rollout.id, { rollout, stacks })
      },
      saveStack: async (id, stack) => {
        const before = known(rollouts.get(id), id)
        const stacks = before.stacks.map((each) => (each.ref.id === stack.ref.id ? stack : each))
        rollouts.set(id, { ...before, stacks })
      },
    },
    missed: {
      list: async () => {
        const found = new Map<string, Pick<MissedStack, 'rollout' | 'state'>>()
        for (const { rollout, stacks } of rollouts.values()) {
          for (const { ref: each, state } of stacks) {
            if (state === 'done') found.delete(each.id)
            else found.set(each.id, { rollout, state })
          }
        }
        return [...found].map(([stack, missed]) => ({ stack, ...missed }))
      },
    },
    publications: {
      last: async (key) => publications.get(key),
      lastOf: async (keys) => new Map([...publications].filter(([key]) => keys.includes(key))),
      wrote: async (key, digest) => void publications.set(key, digest),
    },
    attempts: attemptsInMemory(),
    pushers: {
      note: async (pull, login) => void pushers.set(pull, new Set([...(pushers.get(pull) ?? []), login])),
      of: async (pull) => [...(pushers.get(pull) ?? [])],
      noteHead: async (head, login) => void pushedHeads.set(head, new Set([...(pushedHeads.get(head) ?? []), login])),
      ofHeads: async (heads) => [...new Set(heads.flatMap((head) => [...(pushedHeads.get(head) ?? [])]))].sort(),
    },
  }
}

/** As the rows number them: stable when asked again. */
function attemptsInMemory(): World['rows']['attempts'] {
  const numbers = new Map<string, Map<string, number>>()
  return {
    async number(transition, of) {
      const known = numbers.get(transition) ?? new Map<string, number>()
      numbers.set(transition, known)
      const number = known.get(of) ?? known.size + 1
      known.set(of, number)
      return number
    },
  }
}

function namedBy({ plan }: PlanRecord): readonly StackId[] {
  return [...plan.transitions, ...plan.unplanned].map(({ stack }) => stack.id).sort()
}
