/**
 * How does the whole plan read where there is nothing but text?
 *
 * For `/plans/<digest>.txt` and a terminal: the page's outline line by line.
 * What cannot be seen is spelled out, and no value can begin a line that looks
 * like ours.
 */
import { spelledOut } from '../lib/markdown.ts'
import { type Ink, ink } from './ink.ts'
import { becomes, type ShownChange, type ShownProperty, type ShownWay, SIGNS } from './shown-change.ts'
import type { PlanScreen } from './terminal-plan.ts'
import { headOf, type Part, partsOf, type WholePlan } from './whole-plan.ts'

/** Unless all of them are asked for. */
const MOST_LINES = 20

export function* planText(whole: WholePlan, screen: PlanScreen): Generator<undefined, string> {
  const pen = ink(screen.colour)
  const { title, size, facts, notes } = headOf(whole)
  const blocks = [
    [
      pen.strong(title),
      size,
      ...facts.map(([name, { text }]) => `${name}: ${spelledOut(text)}`),
      ...notes.map((note) => pen.faint(note)),
    ].join('\n'),
  ]
  for (const part of partsOf(whole)) {
    blocks.push(drawn(part, { ...screen, pen }))
    yield undefined
  }
  return blocks.join('\n\n')
}

function drawn(
  { heading, risk, notes, changes, ways, lists }: Part,
  screen: PlanScreen & { readonly pen: Ink },
): string {
  const { pen, all } = screen
  const words = spelledOut(heading)
  return [
    risk === 'destructive' ? pen.bad(words) : pen.strong(words),
    ...notes.map((note) => `   ${spelledOut(note)}`),
    ...changes.flatMap((each) => changeLines(each, pen)),
    ...ways.flatMap((way) => wayLines(way, pen)),
    ...lists.flatMap(({ title, lines }) => [
      ...(title === undefined ? [] : [`   ${title}:`]),
      ...limited(
        lines.map(({ text }) => `   ${title === undefined ? '' : '  '}${spelledOut(text)}`),
        all,
      ),
    ]),
  ].join('\n')
}

function wayLines({ title, changes, lines }: ShownWay, pen: Ink): readonly string[] {
  const isEmpty = changes.length + lines.length === 0
  return [
    `   ${pen.strong(spelledOut(title))}${isEmpty ? '' : ':'}`,
    ...changes.flatMap((each) => changeLines(each, pen)),
    ...lines.map((line) => `   * ${spelledOut(line)}`),
  ]
}

function changeLines({ name, type, action, what, risk, properties }: ShownChange, pen: Ink): readonly string[] {
  const danger = risk === 'routine' ? '' : ` (${pen.risk(risk)})`
  const head = `   ${SIGNS[action]} ${pen.strong(spelledOut(name))} ${spelledOut(type)}: ${spelledOut(what)}${danger}`
  return [head, ...properties.map(propertyLine)]
}

function propertyLine(property: ShownProperty): string {
  const { path, before, after, notes } = property
  const old = before === undefined ? [] : [quoted(before)]
  const now = after === undefined || after === before ? [] : [quoted(after)]
  const end = becomes(property)
  const said = notes.length === 0 ? '' : ` (${notes.join(', ')})`
  return `       ${spelledOut(path)}: ${[...old, ...now, ...(end === undefined ? [] : [end])].join(' → ')}${said}`
}

/** A line break in a value is spelled out as everything that cannot be seen. */
function quoted(value: string): string {
  return value === '' ? 'empty' : spelledOut(value)
}

function limited(lines: readonly string[], all: boolean): readonly string[] {
  const left = lines.length - MOST_LINES
  if (all || left <= 0) return lines
  return [...lines.slice(0, MOST_LINES), `     … and ${left.toLocaleString('en')} more (--all lists them)`]
}
