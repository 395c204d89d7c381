/**
 * The story is over and everything stays up: where may a person go now?
 */
import { NAME, OWNER, SPARE_ACCOUNT, type Stage } from './stage.ts'

export function invitation(stage: Stage): string {
  const page = `/${OWNER}/${NAME}`
  const clone = new URL(stage.cloneUrl)
  clone.username = stage.engineer.login
  clone.password = stage.engineer.token
  return `
Everything stays up: play with it, Ctrl-C ends it.

  GitHub, as the engineer   ${stage.github.signInUrl('engineer', page)}
  GitHub, as the reviewer   ${stage.github.signInUrl('reviewer', page)}
  clone and push            git clone ${clone.href}
  the bot, and every plan   ${stage.bot.url}, where you are whoever you are on GitHub
  as its operator           FLEETWRIGHT_DIR=${stage.bot.directory} npx fleet status
  what is set up wrong      npx node --env-file=${stage.bot.envFile} src/cli.ts doctor

Change a file below customers/, push a branch, open the pull request from the link that git prints,
approve and merge it as the reviewer, and watch the rollout's comment. For a customer of your own there is the
account ${SPARE_ACCOUNT.id} in ${SPARE_ACCOUNT.regions[0]} with the external id ${SPARE_ACCOUNT.externalId}. One second here is two minutes there.
`
}
