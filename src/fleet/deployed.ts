/**
 * Which releases of its set does this pipeline deploy?
 *
 * A set may hold components for every kind of pipeline; what a release asks
 * for concerns only those whose blueprint puts it into a stack.
 */
import type { Release } from './catalog.ts'
import { readExpression } from './expression.ts'
import type { Blueprint, ResolvedPipeline } from './model.ts'
import { remembered } from './remembered.ts'

export function deployedReleases({ blueprint, releases }: ResolvedPipeline): readonly Release[] {
  return componentsOf(blueprint).flatMap((component) => {
    // That a set lacks one of them is expressions-resolve's to say.
    const release = Object.hasOwn(releases, component) ? releases[component] : undefined
    return release === undefined ? [] : [release]
  })
}

/** Of one component; undefined where the pipeline deploys none, though its set may have one. */
export function deployedRelease(pipeline: ResolvedPipeline, component: string): Release | undefined {
  return deployedReleases(pipeline).find((release) => release.component === component)
}

/** Thousands of pipelines share a blueprint: its expressions are read once. */
const componentsOf = remembered(({ stacks }: Blueprint): readonly string[] => {
  const texts = stacks.flatMap(({ parameters }) => Object.values(parameters))
  return [...new Set(texts.flatMap(componentsIn))].sort()
})

function componentsIn(text: string): string[] {
  const expression = readExpression(text)
  if (!expression.ok) return []
  return expression.parts.flatMap((part) =>
    'reference' in part && part.reference.root === 'release' ? [part.reference.component] : [],
  )
}
