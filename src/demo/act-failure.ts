/**
 * Act 7: what happens when AWS says no?
 *
 * CloudFormation rolls back, the rollout stops before the next ring, and the
 * comment says which resource failed and why. Once the cause is gone, one
 * command completes it, without a new pull request.
 */
import type { Act } from './acts.ts'
import { mergedChange } from './merged-change.ts'
import { must, until } from './until.ts'
import { comment, commentThat, liveStacks, operationsOn, rolloutDone } from './watch.ts'

const CANARY = 'fw-acme-web-monitoring'
const NEXT = ['fw-globex-web-eu-monitoring', 'fw-globex-web-us-monitoring', 'fw-initech-web-monitoring']
const REASON =
  'Resource handler returned message: "Limit of 5000 alarms reached" (HandlerErrorCode: ServiceLimitExceeded)'

export const failure: Act = {
  name: 'a stack fails in AWS, the rollout stops, `/fleet retry` completes it',
  async play(stage, say) {
    const fault = stage.aws.faults.failResource({ stackName: CANARY, logicalId: 'BehindAlarm', reason: REASON })
    const pull = await mergedChange(
      stage,
      {
        branch: 'wake-people-earlier',
        title: 'Wake people after ten minutes',
        body: 'Fifteen was too late last week.',
        edits: { 'fleet.yml': (fleet) => fleet.replace('iteratorAgeMinutes: 15', 'iteratorAgeMinutes: 10') },
      },
      say,
    )
    const stopped = await commentThat(
      stage.engineer,
      { pull: pull.number, marker: 'rollout ', what: 'the rollout says that it stopped' },
      (body) => body.includes('BehindAlarm') && body.includes('Limit of 5000 alarms reached'),
    )
    must(liveStacks(stage).get(CANARY)?.status === 'UPDATE_ROLLBACK_COMPLETE', 'CloudFormation rolled back')
    must(
      NEXT.every((name) => operationsOn(stage.aws, name).every((each) => each.kind !== 'update')),
      'the next ring was not touched',
    )
    must(stopped.body.includes('/fleet retry'), 'the comment says what to do')
    say(`stopped: BehindAlarm: ${REASON}`)
    fault.lift()
    say('the cause is gone; the engineer comments /fleet retry')
    await comment(stage.engineer, pull.number, '/fleet retry')
    await until('every stack has the new threshold', () => {
      const live = liveStacks(stage)
      return [CANARY, ...NEXT].every((name) => {
        const stack = live.get(name)
        return stack?.status === 'UPDATE_COMPLETE' && stack.parameters.IteratorAgeMinutes === '10'
      })
    })
    await rolloutDone(stage.engineer, pull.number)
    return 'stopped in the canary ring, retried, completed'
  },
}
