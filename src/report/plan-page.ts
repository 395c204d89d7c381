/**
 * How does the whole plan look in a browser, on a phone above all?
 *
 * One column, the dangerous and the rare first, nothing folded. Values keep
 * their own line breaks, and of a long one what differs is marked. Every
 * string passes the tag that escapes it, with what cannot be seen spelled out.
 */
import { type Fragment, type Html, html } from '../lib/html.ts'
import { spelledOut } from '../lib/markdown.ts'
import { planPath } from './links.ts'
import { becomes, type ShownChange, type ShownProperty, type ShownWay, SIGNS } from './shown-change.ts'
import { classHeading, headOf, type Line, type Part, partsOf, type WholePlan } from './whole-plan.ts'

/** One step a part: a page of thousands of classes is not to keep a webhook waiting. */
export function* planPage(whole: WholePlan): Generator<undefined, Html> {
  const { title, size, facts, notes } = headOf(whole)
  const of = { digest: whole.plan.digest, pull: whole.pull ?? 'none' } as const
  const parts: Html[] = []
  for (const part of partsOf(whole)) {
    parts.push(drawn(part))
    yield undefined
  }
  return html`<h1>${title}</h1>
<p><strong>${size}</strong></p>
<dl>${facts.map(([name, line]) => html`<dt>${name}</dt><dd>${lineOf(line)}</dd>`)}</dl>
<p class="ways"><a href="${planPath(of, '.txt')}">As plain text</a> <a href="${planPath(of, '.json')}">As JSON</a></p>
${notes.map((note) => html`<p class="faint">${note}</p>`)}
${contents(whole)}
${parts}`
}

/** A table of contents pays where there is something to jump over. */
const FEW = 3

function contents({ classes }: WholePlan): Fragment {
  if (classes.length <= FEW) return ''
  return html`<nav><h3>Classes of changes</h3><ul>${classes.map((each, index) => {
    const number = index + 1
    return html`<li><a href="#class-${number}">${seen(classHeading(each, number))}</a></li>`
  })}</ul></nav>`
}

function drawn({ heading, risk, notes, changes, ways, lists }: Part): Html {
  const [number] = /^\d+/.exec(heading) ?? []
  const place = risk === undefined || number === undefined ? '' : html` id="class-${number}" class="${risk}-box"`
  return html`<section${place}><h2${risk === undefined ? '' : html` class="${risk}"`}>${seen(heading)}</h2>
${notes.map((note) => html`<p class="faint">${seen(note)}</p>`)}
${changes.map(changeOf)}
${ways.map(wayOf)}
${lists.map(
  ({ title, lines }) => html`${title === undefined ? '' : html`<h3>${title}</h3>`}
<ul${title === 'Stacks' ? html` class="stacks"` : ''}>${lines.map((line) => html`<li>${lineOf(line)}</li>`)}</ul>`,
)}</section>
`
}

function wayOf({ title, changes, lines }: ShownWay): Html {
  const beside = lines.length === 0 ? '' : html`<ul>${lines.map((line) => html`<li>${seen(line)}</li>`)}</ul>`
  return html`<h3>${seen(title)}</h3>
${changes.map(changeOf)}${beside}
`
}

function changeOf({ name, type, action, what, risk, properties }: ShownChange): Html {
  const danger = risk === 'routine' ? '' : html` <span class="risk ${risk}">${risk}</span>`
  return html`<div class="change">${SIGNS[action]} <span class="name">${seen(name)}</span> <span class="faint">${seen(
    type,
  )}</span>: ${seen(what)}${danger}</div>
${properties.map(propertyOf)}`
}

function propertyOf(property: ShownProperty): Html {
  const { path, before, after, notes } = property
  const [old, now] = marked(before, after)
  const end = becomes(property)
  const box = isLong(before) || isLong(after) ? 'v long' : 'v'
  const steps = [
    ...(old === undefined ? [] : [html`<span class="${box}">${old}</span>`]),
    ...(now === undefined || before === after ? [] : [html`<span class="${box}">${now}</span>`]),
    ...(end === undefined ? [] : [html`<em>${end}</em>`]),
  ]
  const said = notes.length === 0 ? '' : html` <span class="faint">(${notes.join(', ')})</span>`
  return html`<div class="property">${seen(path)}: ${steps.flatMap((step, index) => (index === 0 ? [step] : [' → ', step]))}${said}</div>`
}

/** Shorter ones are taken in at a glance. */
const LONG = 60

function isLong(value: string | undefined): boolean {
  return value !== undefined && (value.length > LONG || value.includes('\n'))
}

/** Both values, the part in which long ones differ marked. */
function marked(before: string | undefined, after: string | undefined): readonly [Fragment, Fragment] {
  if (before === undefined || after === undefined || before === after || !(isLong(before) || isLong(after))) {
    return [boxed(before), boxed(after)]
  }
  const start = sameAtStart(before, after)
  const end = sameAtEnd(before.slice(start), after.slice(start))
  return [parted(before, start, end), parted(after, start, end)]
}

function parted(value: string, start: number, end: number): Html {
  const until = value.length - end
  return html`${boxed(value.slice(0, start), '')}<mark>${boxed(value.slice(start, until), '')}</mark>${boxed(value.slice(until), '')}`
}

/** How many UTF-16 units both begin with, never half of a character. */
function sameAtStart(one: string, other: string): number {
  let same = 0
  while (same < one.length && one[same] === other[same]) same += 1
  return [one, other].some((text) => isInPair(text, same)) ? same - 1 : same
}

/** And end with. */
function sameAtEnd(one: string, other: string): number {
  let same = 0
  const most = Math.min(one.length, other.length)
  while (same < most && one[one.length - 1 - same] === other[other.length - 1 - same]) same += 1
  return [one, other].some((text) => isInPair(text, text.length - same)) ? same - 1 : same
}

/** Between a high surrogate and its low one. */
function isInPair(text: string, at: number): boolean {
  return /^[\ud800-\udbff][\udc00-\udfff]$/.test(text.slice(Math.max(0, at - 1), at + 1))
}

function boxed(value: string | undefined, ifEmpty = 'empty'): Fragment {
  if (value === undefined) return undefined
  return value === '' ? ifEmpty : lines(value)
}

/** In a box of its own a line break shows itself and can pretend nothing. */
function lines(value: string): string {
  return value.split('\n').map(spelledOut).join('\n')
}

function lineOf({ text, href }: Line): Fragment {
  return href === undefined ? seen(text) : html`<a href="${href}">${seen(text)}</a>`
}

function seen(text: string): string {
  return spelledOut(text)
}
