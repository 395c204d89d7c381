/**
 * Which releases of its set does this pipeline deploy?
 *
 * A set may hold components for every kind of pipeline; what a release asks
 * for concerns only those whose blueprint puts it into a stack.
 */
import type { Release } from './catalog.ts'
import { referencesIn } from './expression.ts'
import type { Blueprint, ResolvedPipeline } from './model.ts'
import { remembered, rememberedPair } from './remembered.ts'

export function deployedReleases({ blueprint, releases }: ResolvedPipeline): readonly Release[] {
  return deployedOf(blueprint, releases)
}

/** Of one component; undefined where the pipeline deploys none, though its set may have one. */
export function deployedRelease(pipeline: ResolvedPipeline, component: string): Release | undefined {
  return deployedReleases(pipeline).find((release) => release.component === component)
}

/** Thousands of pipelines share a blueprint and a set: they are asked once. */
const deployedOf = rememberedPair((blueprint: Blueprint, releases: ResolvedPipeline['releases']): readonly Release[] =>
  componentsOf(blueprint).flatMap((component) => {
    // That a set lacks one of them is told where its image is rendered.
    const release = Object.hasOwn(releases, component) ? releases[component] : undefined
    return release === undefined ? [] : [release]
  }),
)

const componentsOf = remembered(({ stacks }: Blueprint): readonly string[] => {
  const texts = stacks.flatMap(({ parameters }) => Object.values(parameters))
  const references = texts.flatMap(referencesIn)
  return [...new Set(references.flatMap((each) => (each.root === 'release' ? [each.component] : [])))].sort()
})
