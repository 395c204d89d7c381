/**
 * Which verb does a task call?
 *
 * The verbs as the durable engine knows them, tied to one world.
 */
import { unreachable } from '../lib/errors.ts'
import { executeApply } from './applying/execute-apply.ts'
import { prepareApply } from './applying/prepare-apply.ts'
import { protectApply } from './applying/protect-apply.ts'
import { settleApply } from './applying/settle-apply.ts'
import { awaitApply } from './applying/watch-stack.ts'
import { answerCommand } from './commands/answer-command.ts'
import { giveUp } from './give-up.ts'
import { checkHeadAgain, checkPullRequest } from './pull/check-pull-request.ts'
import { closePullRequest } from './pull/close-pull-request.ts'
import { lookAgain } from './pull/look-again.ts'
import { planLeft } from './pull/plan-again.ts'
import { planPullRequest } from './pull/plan-pull-request.ts'
import { notePush } from './pull/pushers.ts'
import { refuseGroup } from './pull/refuse-group.ts'
import { advanceRollouts } from './rollouts/advance-rollouts.ts'
import { observeDefault } from './rollouts/observe-default.ts'
import { reviewPullRequest } from './showing/publish-plan.ts'
import { sweep } from './sweeping/sweep.ts'
import type { Verbs } from './verbs.ts'
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
