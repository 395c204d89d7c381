/**
 * What stands around every page?
 */

import { type Fragment, type Html, html } from '../../../lib/html.ts'
import type { Hub } from '../hub.ts'
import { pageRepository } from '../payload/links.ts'
import type { Repository } from '../state.ts'
import type { Session } from './session.ts'

/** What every page is made from: who looks, at whose world. */
export interface View {
  readonly hub: Hub
  readonly session: Session | undefined
}

export function layout(view: View, page: { readonly title: string; readonly main: Fragment }): string {
  const { session } = view
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${page.title}</title>
<link rel="stylesheet" href="/-/style.css">
<link rel="stylesheet" href="/-/content.css">
<script src="/-/page.js" defer></script>
</head>
<body>
<header class="top">
<a class="brand" href="/">Simulated GitHub</a>
<span class="who">${session === undefined ? html`<a href="/sign-in">Sign in</a>` : signedIn(session)}</span>
</header>
<main>${page.main}</main>
</body>
</html>
`.text
}

function signedIn(session: Session): Html {
  return html`${face(session.user.login)} <strong>${session.user.login}</strong> <a href="/sign-in">switch</a>`
}

export function repositoryHeading(hub: Hub, repository: Repository): Html {
  return html`<p class="path"><a href="${pageRepository(hub, repository)}">${repository.owner}/${repository.name}</a></p>`
}

const HUES = 8

/** The style sheet knows eight colours: a style of one's own would be refused by the page's security policy. */
export function face(login: string): Html {
  const hue = [...login].reduce((sum, character) => sum + (character.codePointAt(0) ?? 0), 0) % HUES
  return html`<span class="face hue-${hue}" aria-hidden="true">${login.slice(0, 1).toUpperCase()}</span>`
}

export function when(at: string): Html {
  return html`<time datetime="${at}">${at.replace('T', ' ').replace(/:\d\d(\.\d+)?Z$/, '')} UTC</time>`
}

/** A form of this session; without one there is nothing to send. */
export function form(
  view: View,
  of: { readonly action: string; readonly fields: Fragment; readonly className?: string },
): Html {
  if (view.session === undefined) return html``
  return html`<form method="post" action="${of.action}" class="${of.className ?? 'stack'}">
<input type="hidden" name="form_token" value="${view.session.formToken}">${of.fields}</form>`
}

export function badge(kind: string, text: string): Html {
  return html`<span class="badge badge-${kind}">${text}</span>`
}
