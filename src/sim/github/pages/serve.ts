/**
 * Which pages are there for people?
 */
import type { FastifyInstance } from 'fastify'
import type { RestParts } from '../http/rest.ts'
import type { Sessions } from './session.ts'

export function servePages(_app: FastifyInstance, _parts: RestParts, _sessions: Sessions): void {
  return
}
