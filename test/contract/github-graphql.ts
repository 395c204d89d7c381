/**
 * Where does `src/sim/github/graphql/schema.graphql` come from?
 *
 * From GitHub's own GraphQL schema, as `@octokit/graphql-schema` packs it. That
 * package is 7 MB, so it is no dependency: unpack it somewhere else and run
 *
 *     node test/contract/github-graphql.ts <…>/@octokit/graphql-schema
 *
 * What stays: the fields listed below with all their arguments, and whatever
 * types those name, without prose and directives.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  type ConstDirectiveNode,
  type DefinitionNode,
  type FieldDefinitionNode,
  Kind,
  type NamedTypeNode,
  parse,
  print,
  visit,
} from 'graphql'

export const GRAPHQL_SCHEMA = new URL('../../src/sim/github/graphql/schema.graphql', import.meta.url)

/** What the simulator serves, by type. Of a type that is not named here and that a field leads to, nothing is kept but its name. */
export const FIELDS: { readonly [type: string]: readonly string[] } = {
  Query: ['repository'],
  Repository: ['databaseId', 'pullRequest', 'collaborators'],
  RepositoryCollaboratorConnection: ['edges', 'totalCount'],
  RepositoryCollaboratorEdge: ['node', 'permission'],
  PullRequest: [
    ...['number', 'title', 'author', 'state', 'merged', 'isDraft', 'url', 'mergeCommit'],
    ...['headRefName', 'headRefOid', 'headRepository', 'baseRefName', 'baseRefOid'],
    ...['comments', 'reviews', 'commits'],
  ],
  IssueCommentConnection: ['nodes', 'pageInfo', 'totalCount'],
  IssueComment: ['fullDatabaseId', 'author', 'editor', 'body', 'url', 'createdAt', 'updatedAt', 'lastEditedAt'],
  PullRequestReviewConnection: ['nodes', 'pageInfo', 'totalCount'],
  PullRequestReview: ['author', 'state', 'submittedAt', 'commit'],
  PullRequestCommitConnection: ['nodes', 'pageInfo', 'totalCount'],
  PullRequestCommit: ['commit'],
  Commit: ['oid', 'message', 'author', 'committer', 'authors'],
  GitActorConnection: ['nodes', 'pageInfo', 'totalCount'],
  GitActor: ['name', 'email', 'user'],
  PageInfo: ['endCursor', 'hasNextPage'],
  Actor: ['login'],
  User: ['login'],
  Bot: ['login'],
  Organization: ['login'],
  Mannequin: ['login'],
  EnterpriseUserAccount: ['login'],
}

export function generateSchema(source: string, version: string): string {
  const all = new Map(
    parse(source, { noLocation: true }).definitions.flatMap((each): (readonly [string, DefinitionNode])[] =>
      'name' in each && each.name !== undefined ? [[each.name.value, each]] : [],
    ),
  )
  const kept = new Map<string, DefinitionNode>()

  function keep(name: string): void {
    const definition = all.get(name)
    // Its own five scalars are part of the language.
    if (kept.has(name) || definition === undefined) return
    const plain = withoutProse(withFieldsOf(name, definition))
    kept.set(name, plain)
    for (const named of namesIn(plain)) keep(named)
  }

  for (const [type, fields] of Object.entries(FIELDS)) {
    const definition = all.get(type)
    if (definition === undefined) throw new Error(`GitHub's schema has no ${type}`)
    const known = 'fields' in definition ? (definition.fields ?? []).map(({ name }) => name.value) : []
    for (const field of fields) if (!known.includes(field)) throw new Error(`GitHub's ${type} has no ${field}`)
    keep(type)
  }
  const head = [
    `# @octokit/graphql-schema ${version}, schema.graphql`,
    '# MIT, Copyright (c) GitHub 2025',
    '# Made by test/contract/github-graphql.ts',
  ]
  const types = [...kept].toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([, each]) => print(each))
  return `${[...head, ...types].join('\n\n').replaceAll('\n\n#', '\n#')}\n`
}

type Node = Extract<DefinitionNode, { readonly fields?: readonly FieldDefinitionNode[] | undefined }>

function hasFields(node: DefinitionNode): node is Node {
  return node.kind === Kind.OBJECT_TYPE_DEFINITION || node.kind === Kind.INTERFACE_TYPE_DEFINITION
}

function withFieldsOf(name: string, definition: DefinitionNode): DefinitionNode {
  if (!hasFields(definition)) return definition
  const wanted = FIELDS[name] ?? []
  const fields = (definition.fields ?? []).filter((each) => wanted.includes(each.name.value))
  // What it can be seen as, if we keep that too.
  const interfaces = (definition.interfaces ?? []).filter((each) => each.name.value in FIELDS)
  return { ...definition, interfaces, fields }
}

function withoutProse(definition: DefinitionNode): DefinitionNode {
  return visit(definition, {
    enter: (node) =>
      'description' in node || 'directives' in node
        ? { ...node, description: undefined, directives: [] satisfies ConstDirectiveNode[] }
        : undefined,
  })
}

function namesIn(definition: DefinitionNode): readonly string[] {
  const names: string[] = []
  visit(definition, { NamedType: (node: NamedTypeNode) => void names.push(node.name.value) })
  return names
}

if (import.meta.main) {
  const [, , path = ''] = process.argv
  const { version }: { readonly version: string } = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8'))
  writeFileSync(GRAPHQL_SCHEMA, generateSchema(readFileSync(join(path, 'schema.graphql'), 'utf8'), version))
}
