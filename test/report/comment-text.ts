/** What does a plan comment say, and what does GitHub make of it? */
import { micromark } from 'micromark'
import { gfm, gfmHtml } from 'micromark-extension-gfm'
import { planComment } from '../../src/report/plan-comment.ts'

export function textOf(of: Parameters<typeof planComment>[0]): string {
  const comment = planComment(of)
  if (comment.kind !== 'fits') throw new Error('the plan is too large to review')
  return comment.text
}

/** As GitHub would show it, with every raw HTML tag visible as such. */
export function rendered(markdown: string): string {
  return micromark(markdown, { extensions: [gfm()], htmlExtensions: [gfmHtml()] })
}
