/**
 * What does the sweep need to know of GitHub's deliveries?
 *
 * A port as those of ports.ts, beside them because the sweep alone asks.
 */
/** One try of GitHub's to bring us an event. */
export interface DeliveryAttempt {
  /** To be handed back as it is: GitHub's may be larger than what a number holds exactly. */
  readonly id: number
  /** The event's own: the same in every try. */
  readonly guid: string
  /** ISO 8601. */
  readonly at: string
  /** Our front took it. */
  readonly arrived: boolean
}

export interface DeliveryAttempts {
  /** Those of our repository from this instant on, newest first; `cut` where more of them than we read are listed. */
  since(instant: Temporal.Instant): Promise<{ readonly attempts: readonly DeliveryAttempt[]; readonly cut: boolean }>
  /** GitHub tries once more, with the same GUID. */
  again(id: number): Promise<void>
}
