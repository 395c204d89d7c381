/**
 * Act 6: how does a customer join?
 *
 * One pull request with the account and its first pipeline: planned as a
 * creation without a call to an account that the base does not know, created
 * after the merge.
 */
import type { Act } from './acts.ts'
import { must, until } from './until.ts'
import { approve, commentThat, finishedCheck, liveStacks, merge, openPull, PLAN, rolloutDone } from './watch.ts'

const ACCOUNT = '777777777777'
const EXTERNAL_ID = 'hooli-4f8a1c7e3b92d605'

const FILES = {
  'customers/hooli/customer.yml': `# yaml-language-server: $schema=../../../schemas/customer.schema.json
customer: hooli
ring: early
accounts:
  - account: prod
    id: "${ACCOUNT}"
    regions: [eu-west-1]
    roles: standard
    externalId: ${EXTERNAL_ID}
`,
  'customers/hooli/pipelines/web.yml': `# yaml-language-server: $schema=../../../../schemas/pipeline.schema.json
pipeline: web
account: prod
region: eu-west-1
blueprint: snowplow-kinesis@1.0.0
release: 2026.08.0
settings:
  collector: { cookieDomain: hooli.example }
`,
}

export const newCustomer: Act = {
  name: 'a new customer is planned without a call to its account, merged, created',
  async play(stage, say) {
    await stage.clone.branch('welcome-hooli')
    const sha = await stage.clone.push({ files: FILES, message: 'Welcome hooli' })
    const pull = await openPull(stage.engineer, {
      head: 'welcome-hooli',
      title: 'Welcome hooli',
      body: 'Their first pipeline.',
    })
    say(`pull request ${pull.html_url}`)
    await finishedCheck(stage.engineer, { sha, name: PLAN }, (check) => check.conclusion === 'action_required')
    const comment = await commentThat(
      stage.engineer,
      { pull: pull.number, marker: 'plan', what: 'the creation is planned' },
      (body) => body.includes('hooli/web/streams'),
    )
    must(comment.body.includes(ACCOUNT), 'the comment names the account')
    must(
      stage.aws.journal.requests.every((request) => request.accountId !== ACCOUNT),
      'the new account got no call',
    )
    stage.bootstrap({
      id: ACCOUNT as Parameters<typeof stage.bootstrap>[0]['id'],
      externalId: EXTERNAL_ID,
      regions: ['eu-west-1'],
    })
    await approve(stage.reviewer, pull.number)
    await finishedCheck(stage.engineer, { sha, name: PLAN }, (check) => check.conclusion === 'success')
    await merge(stage.reviewer, pull, sha)
    await until('the first and the last stack of the new pipeline are created', () => {
      const live = liveStacks(stage)
      return ['network', 'monitoring'].every((key) => live.get(`fw-hooli-web-${key}`)?.status === 'CREATE_COMPLETE')
    })
    await rolloutDone(stage.engineer, pull.number)
    const made = [...liveStacks(stage).keys()].filter((name) => name.startsWith('fw-hooli-web-'))
    return `${made.length} stacks created, from fw-hooli-web-network to fw-hooli-web-monitoring`
  },
}
