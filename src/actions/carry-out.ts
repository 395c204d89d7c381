/**
 * Which verb does a task call?
 *
 * The verbs as the durable engine knows them, tied to one world.
 */
import { unreachable } from '../lib/errors.ts'
import { advanceRollouts } from './advance-rollouts.ts'
import { answerCommand } from './answer-command.ts'
import { checkHeadAgain, checkPullRequest } from './check-pull-request.ts'
import { closePullRequest } from './close-pull-request.ts'
import { executeApply } from './execute-apply.ts'
import { giveUp } from './give-up.ts'
import { lookAgain } from './look-again.ts'
import { observeDefault } from './observe-default.ts'
import { planLeft } from './plan-again.ts'
import { planPullRequest } from './plan-pull-request.ts'
import { prepareApply } from './prepare-apply.ts'
import { protectApply } from './protect-apply.ts'
import { reviewPullRequest } from './publish-plan.ts'
import { notePush } from './pushers.ts'
import { refuseGroup } from './refuse-group.ts'
import { settleApply } from './settle-apply.ts'
import { sweep } from './sweep.ts'
import type { Verbs } from './verbs.ts'
import { awaitApply } from './watch-stack.ts'
import type { World } from './world.ts'

export function verbsOf(world: World): Verbs {
  return {
    tasks: {
      checkPull: (task) => checkPullRequest(world, task),
      planPull: (run) => planPullRequest(world, run),
      carryOut: (task) => {
        switch (task.kind) {
          case 'check-head':
            return checkHeadAgain(world, task)
          case 'merge-group':
            return refuseGroup(world, task.head)
          case 'close-pull':
            return closePullRequest(world, task.pull)
          case 'review-pull':
            return reviewPullRequest(world, task.pull)
          case 'note-push':
            return notePush(world, task)
          case 'command':
            return answerCommand(world, task)
          case 'observe-default':
            return observeDefault(world)
          case 'look-again':
            return lookAgain(world)
          case 'plan-left':
            return planLeft(world, task)
          default:
            return unreachable(task)
        }
      },
      giveUp: (given) => giveUp(world, given),
    },
    applies: {
      prepare: (run) => prepareApply(world, run),
      execute: (run, prepared) => executeApply(world, run, prepared),
      settled: (run, watch) => awaitApply(world, run, watch),
      protect: (run, protect) => protectApply(world, run, protect),
      settle: (run, outcome) => settleApply(world, run, outcome),
    },
    rounds: {
      advance: () => advanceRollouts(world),
      sweep: () => sweep(world),
    },
  }
}
