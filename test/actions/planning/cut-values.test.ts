/** Promise: a value that AWS shows in part is planned whole, and what was reviewed is applied. */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: CloudFormation writes its references so
import { expect, it } from 'vitest'
import { ground } from '../aws-ground.ts'

const LONG = 'x'.repeat(1_200)
const TEMPLATE = 'blueprints/small/1.0.0/queue.template.yml'

it.each([
  ['that only parameters decide', LONG],
  ['that names what AWS alone knows', `\${Queue} ${LONG}`],
])('a long value %s', async (_which, text) => {
  const resource = `  Note:
    Type: AWS::SSM::Parameter
    Properties: { Type: String, Value: !Sub "${text}\${DelaySeconds}" }
Outputs:`
  await using on = await ground({
    fleet: (files) => files.edit(TEMPLATE, (yaml) => yaml.replace('Outputs:', resource)),
  })
  const scene = on.scene()
  expect(await scene.found()).toEqual({ state: 'done' })
  const { plan, evidence } = await scene.plan()
  const note = plan.transitions.flatMap(({ changes }) => changes).find(({ logicalId }) => logicalId === 'Note')
  const [value] = note?.properties ?? []
  expect(value?.before).not.toBe(value?.after)
  if (text === LONG) expect(value).toMatchObject({ before: `${LONG}0`, after: `${LONG}60` })
  // Made again: what is compared must not be one description with itself.
  for (const arn of Object.values(evidence.changeSets)) {
    await scene.world.aws.changeSets.discard(scene.queue, arn, 'pull-7')
  }
  expect(await scene.apply()).toEqual({ state: 'done' })
})
