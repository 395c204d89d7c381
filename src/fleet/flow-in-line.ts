/**
 * What if a bracket stands further to the left than the grammar wants it?
 *
 *     settings: {
 *       shards: 4
 *     }
 *
 * Many write JSON this way, and most programs read it; the parser that decides
 * what a file means is as strict as the grammar. Between brackets a line end
 * means no more than a blank, so such a text is given to it with its brackets
 * in one line: blanks for line ends, comments and tabs, and every other
 * character in its place.
 */
import { type Document, isCollection, isNode, type Node, visit } from 'yaml'

/** What separates words between brackets: a comment follows a blank. */
const ROOM = /(?<=\s)#.*|[\r\n\t]/g

/** Of a text that another parser reads as `document`; undefined where no brackets stand in several lines. */
export function flowInLine(text: string, document: Document.Parsed): string | undefined {
  let inLine = ''
  let done = 0
  function keep(to: number): void {
    inLine += text.slice(done, to)
    done = Math.max(done, to)
  }
  function blank(to: number): void {
    inLine += text.slice(done, to).replace(ROOM, (room) => ' '.repeat(room.length))
    done = Math.max(done, to)
  }
  visit(document, {
    Pair(_place, { key, value }) {
      if (!isFlow(value) || !isNode(key)) return
      keep(endOf(key))
      blank(startOf(value))
    },
    Collection(_place, node) {
      if (!isFlow(node)) return undefined
      keep(startOf(node))
      visit(node, {
        Scalar(_inner, word) {
          blank(startOf(word))
          keep(endOf(word))
        },
      })
      blank(endOf(node))
      return visit.SKIP
    },
  })
  keep(text.length)
  return inLine === text ? undefined : inLine
}

function isFlow(node: unknown): node is Node {
  return isCollection(node) && node.flow === true
}

function startOf({ range }: Node): number {
  return range?.[0] ?? 0
}

function endOf({ range }: Node): number {
  return range?.[1] ?? 0
}
