/**
 * Who finds out what the fleet's files say?
 *
 * Somebody beside the one thread that answers webhooks, who also remembers it
 * across restarts. Whoever loads a fleet without one parses where it stands.
 */
import type { Verdicts } from '../fleet/judge-pipelines.ts'
import type { SourceFile } from '../fleet/model.ts'

export interface FleetReader {
  /** Afterwards these files can be loaded without parsing any. */
  prepare(files: Iterable<SourceFile>): Promise<void>
  readonly verdicts: Verdicts
  /** After a fleet was read: what is new may be kept, while others are served. Nobody waits for it. */
  settle(): void
}
