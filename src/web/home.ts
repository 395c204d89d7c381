/**
 * What does someone see who opens the bot's address?
 *
 * What this is and where to go; nothing of the fleet, because this page asks
 * nobody who they are.
 */
import type { FastifyInstance } from 'fastify'

export function homeRoute(app: FastifyInstance, repositoryUrl: () => string | undefined): void {
  app.get('/', async (_request, reply) =>
    reply
      .type('text/html; charset=utf-8')
      .header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'")
      .header('x-content-type-options', 'nosniff')
      .header('referrer-policy', 'no-referrer')
      .send(homePage(repositoryUrl())),
  )
}

function homePage(repositoryUrl: string | undefined): string {
  const isLink = repositoryUrl !== undefined && /^https?:\/\//.test(repositoryUrl)
  const pulls = isLink ? `<a href="${escaped(repositoryUrl)}/pulls">Pull requests on GitHub</a>` : ''
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Fleetwright</title>
<style>
  :root { color-scheme: light dark; font: 17px/1.55 system-ui, sans-serif }
  body { max-width: 36rem; margin: 12vh auto; padding: 0 1.2rem }
  h1 { margin-bottom: .2rem }
  nav { display: flex; flex-wrap: wrap; gap: .6rem 1.4rem; margin-top: 1.6rem }
</style>
<h1>Fleetwright</h1>
<p>This bot carries reviewed pull requests to the AWS accounts of a fleet, wave by wave.
Plans, approvals and progress stand on the pull requests themselves.</p>
<nav>
  ${pulls}
  <a href="/readyz">Is it ready?</a>
  <a href="/healthz">Is it alive?</a>
</nav>
</html>
`
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}
