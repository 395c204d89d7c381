/**
 * What stands around every page of the bot?
 *
 * One style sheet, named to the browser by its hash, and no script at all: the
 * policy lets nothing else run or load, so that a string which got past the
 * escaping would still do nothing. Nothing is kept by a browser or a proxy.
 */
import { createHash } from 'node:crypto'
import type { FastifyReply } from 'fastify'
import { type Fragment, html, trusted } from '../lib/html.ts'
import { STYLE } from './style.ts'

const POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** Of everything that is not for the whole world. */
export const PRIVATE = {
  'content-security-policy': POLICY,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
} as const

/** Who looks, and the token that this session's forms carry. */
export interface Looker {
  readonly login: string
  readonly formToken: string
}

export interface Page {
  readonly title: string
  readonly main: Fragment
  readonly looker?: Looker
}

export function sendPage(reply: FastifyReply, page: Page): FastifyReply {
  return reply.headers(PRIVATE).type('text/html; charset=utf-8').send(textOf(page))
}

function textOf({ title, main, looker }: Page): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · Fleetwright</title>
<style>${trusted(STYLE)}</style>
</head>
<body>
<header><a class="brand" href="/">Fleetwright</a>${looker === undefined ? '' : signedIn(looker)}</header>
<main>${main}</main>
</body>
</html>
`.text
}

function signedIn(looker: Looker): Fragment {
  return html`<span class="who">${looker.login}</span>${button('/sign-out', 'Sign out', looker)}`
}

/** A form that another site cannot send in this person's name. */
export function button(action: string, words: string, looker: Looker): Fragment {
  return html`<form method="post" action="${action}"><input type="hidden" name="form_token" value="${looker.formToken}"><button>${words}</button></form>`
}
