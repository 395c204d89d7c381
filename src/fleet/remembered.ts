/**
 * How is a thing made once for each thing that it is made of?
 *
 * Keyed by the objects themselves, and forgotten with them: what a commit
 * shares with the one before it is the same object in both, so only what has
 * changed is made again.
 */

/** `make`, which is asked once for each argument that lives. */
export function remembered<From extends object, Made>(make: (from: From) => Made): (from: From) => Made {
  const made = new WeakMap<From, { readonly is: Made }>()
  return (from) => {
    const known = made.get(from)
    if (known !== undefined) return known.is
    const is = make(from)
    made.set(from, { is })
    return is
  }
}

/** Likewise for two; a step of one more is another `remembered` inside. */
export function rememberedPair<One extends object, Other extends object, Made>(
  make: (one: One, other: Other) => Made,
): (one: One, other: Other) => Made {
  const of = remembered((one: One) => remembered((other: Other) => make(one, other)))
  return (one, other) => of(one)(other)
}

/** A base and the heads that are held against it, back and forth, are seen in a handful of versions. */
const MOST_VERSIONS = 8

/** Likewise for a thing that is made of several others: the same while each of its parts is the same object. */
export function rememberedParts<From extends object, Parts extends readonly unknown[], Made>(
  make: (from: From, parts: Parts) => Made,
): (from: From, parts: Parts) => Made {
  const versionsOf = remembered((_from: From): { readonly parts: Parts; readonly is: Made }[] => [])
  return (from, parts) => {
    const versions = versionsOf(from)
    const at = versions.findLastIndex((each) => isSame(each.parts, parts))
    const [known] = at === -1 ? [] : versions.splice(at, 1)
    const version = known ?? { parts, is: make(from, parts) }
    // The newest last: many heads pass by, and the base that all of them are held against must not be the first to go.
    versions.push(version)
    if (versions.length > MOST_VERSIONS) versions.shift()
    return version.is
  }
}

function isSame(one: readonly unknown[], other: readonly unknown[]): boolean {
  return one.length === other.length && one.every((part, index) => part === other[index])
}

/** What most callers never ask for, such as a place in a file: made when the first one does. */
export function later<Made>(make: () => Made): () => Made {
  let made: { readonly is: Made } | undefined
  return () => {
    made ??= { is: make() }
    return made.is
  }
}
