/**
 * Who finds out what the fleet's files say?
 *
 * Somebody beside the one thread that answers webhooks, who also remembers it
 * across restarts. Whoever loads a fleet without one parses where it stands.
 */
import type { SourceFile, SourceTree } from '../fleet/model.ts'

export interface FleetReader {
  /** Afterwards these files can be loaded without parsing any. */
  prepare(files: Iterable<SourceFile>): Promise<void>
  /** Whether an earlier process found nothing wrong with this tree. */
  wasSound(files: SourceTree): boolean
  /** What the default branch says is then kept for the next process, while others are served. Nobody waits for it. */
  foundSound(files: SourceTree): void
}
