/**
 * What did GitHub send to the App, and what may be sent again?
 *
 * Each attempt is a delivery of its own; an event's attempts share its GUID.
 * What is older than three days is forgotten, and nothing is sent again by
 * itself.
 */
import { asApp } from '../auth/access.ts'
import { malformed, notFound } from '../http/errors.ts'
import { type Call, choice, numberParam, ok, pageSize, type Reply, type Route, route } from '../http/route.ts'
import type { Delivery } from '../journal.ts'
import { deliveryBody, deliveryItemBody } from '../payload/app.ts'

const KEPT = { hours: 72 } as const
const DELIVERIES = '/app/hook/deliveries'

export const deliveryRoutes: readonly Route[] = [
  route('GET', '/app/hook/config', asApp(getConfig)),
  route('GET', DELIVERIES, asApp(listDeliveries)),
  route('GET', `${DELIVERIES}/{delivery_id}`, asApp(getDelivery)),
  route('POST', `${DELIVERIES}/{delivery_id}/attempts`, asApp(redeliver)),
]

/** The secret is never shown. */
function getConfig({ hub }: Call): Reply {
  return ok({ content_type: 'json', insecure_ssl: '0', secret: '********', url: hub.outbox.url ?? '' })
}

/** Newest first, by cursor: a page stays the same page while new deliveries arrive. */
function listDeliveries(call: Call): Reply {
  const size = pageSize(call)
  const before = cursorOf(call.query.cursor)
  const status = call.query.status === undefined ? undefined : choice(call, 'status', ['success', 'failure'])
  const matching = kept(call)
    .filter((each) => status === undefined || (status === 'success') === isSuccess(each))
    .filter(({ id }) => id < before)
    .toReversed()
  const page = matching.slice(0, size)
  const last = page.at(-1)
  const next = new URL(call.href)
  if (last !== undefined) next.searchParams.set('cursor', `v1_${last.id}`)
  return {
    status: 200,
    body: page.map(deliveryItemBody),
    headers: matching.length > page.length ? { link: `<${next}>; rel="next"` } : {},
  }
}

/** What a page ended with; only a link of ours holds one. */
function cursorOf(cursor: string | undefined): number {
  if (cursor === undefined) return Number.POSITIVE_INFINITY
  const id = /^v1_(\d+)$/.exec(cursor)?.[1]
  if (id === undefined) throw malformed(`"${cursor}" is not a cursor.`)
  return Number(id)
}

function isSuccess({ statusCode }: Delivery): boolean {
  return statusCode >= 200 && statusCode < 300
}

function kept({ hub }: Call): Delivery[] {
  const oldest = hub.clock.now().subtract(KEPT)
  return hub.outbox.deliveries.filter(
    ({ deliveredAt }) => Temporal.Instant.compare(Temporal.Instant.from(deliveredAt), oldest) >= 0,
  )
}

function deliveryNamed(call: Call): Delivery {
  const delivery = kept(call).find(({ id }) => id === numberParam(call, 'delivery_id'))
  if (delivery === undefined) throw notFound()
  return delivery
}

function getDelivery(call: Call): Reply {
  return ok(deliveryBody(deliveryNamed(call)))
}

function redeliver(call: Call): Reply {
  call.hub.outbox.redeliver(deliveryNamed(call))
  return { status: 202, body: {} }
}
