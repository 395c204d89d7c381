/**
 * How do files and their differences look, with what a check said about them?
 *
 * An annotation stands under the line it names, as a reviewer expects it.
 */

import { type Html, html } from '../../../lib/html.ts'
import type { FileChange } from '../git/diff.ts'
import type { Annotation } from '../state.ts'

export interface Remark {
  readonly check: string
  readonly annotation: Annotation
}

export function remarkBlock({ check, annotation }: Remark): Html {
  return html`<div class="annotation annotation-${annotation.level}"><span class="place">${place(annotation)}</span>${
    annotation.title === null ? '' : html`<strong>${annotation.title}</strong>\n`
  }${annotation.message}${annotation.rawDetails === null ? '' : html`<pre>${annotation.rawDetails}</pre>`}
<span class="quiet">${check}</span></div>`
}

/** `path:line:column`, as compilers write it and editors open it. */
export function place({ path, startLine, endLine, startColumn }: Annotation): string {
  const lines = startLine === endLine ? String(startLine) : `${startLine}-${endLine}`
  return `${path}:${lines}${startColumn === null ? '' : `:${startColumn}`}`
}

export function fileDiff(file: FileChange, remarks: readonly Remark[]): Html {
  const own = remarks.filter(({ annotation }) => annotation.path === file.path)
  const name = file.previousPath === undefined ? file.path : `${file.previousPath} → ${file.path}`
  return html`<details open class="box"><summary class="head"><span class="grow mono">${name}</span><span class="quiet">${
    file.status
  }</span><span class="plus">+${file.additions}</span><span class="minus">−${file.deletions}</span></summary>
<div class="code mono">${
    file.patch === undefined
      ? html`<p class="quiet">nothing to show: empty, binary or too large</p>`
      : patch(file.patch, own)
  }</div></details>`
}

function patch(text: string, remarks: readonly Remark[]): Html {
  let [before, after] = [0, 0]
  const rows = text.split('\n').map((line) => {
    const hunk = /^@@ -(\d+)(?:,\d+)? \+(\d+)/.exec(line)
    if (hunk) {
      before = Number(hunk[1])
      after = Number(hunk[2])
      return row({ kind: 'hunk', numbers: ['', ''], line })
    }
    if (line.startsWith('-')) return row({ kind: 'remove', numbers: [before++, ''], line })
    if (line.startsWith('\\')) return row({ kind: 'hunk', numbers: ['', ''], line })
    const number = after++
    const notes = remarks.filter(({ annotation }) => annotation.endLine === number)
    const isAdded = line.startsWith('+')
    return [row({ kind: isAdded ? 'add' : '', numbers: [isAdded ? '' : before++, number], line }), notes.map(noteRow)]
  })
  return html`<table>${rows}</table>`
}

function row(of: {
  readonly kind: string
  readonly numbers: readonly [number | string, number | string]
  readonly line: string
}): Html {
  const [before, after] = of.numbers
  return html`<tr class="${of.kind}"><td class="number">${before}</td><td class="number">${after}</td><td>${of.line}</td></tr>`
}

function noteRow(remark: Remark): Html {
  return html`<tr><td colspan="3" class="note">${remarkBlock(remark)}</td></tr>`
}

export function wholeFile(text: string): Html {
  const lines = text.replace(/\n$/, '').split('\n')
  return html`<div class="code mono"><table>${lines.map(
    (line, index) => html`<tr id="L${index + 1}"><td class="number">${index + 1}</td><td>${line}</td></tr>`,
  )}</table></div>`
}
