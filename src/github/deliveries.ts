/**
 * What did GitHub try to bring us?
 *
 * Asked as the App, because deliveries are the App's and not an installation's.
 * The list holds those of every repository that installed it: of the others
 * nothing leaves this file.
 */
import type { DeliveryAttempt, DeliveryAttempts } from '../actions/delivery-port.ts'
import type { Client } from './client.ts'
import { PAGE, type Served } from './served.ts'

/** A thousand deliveries a sweep. */
const MOST_PAGES = 10

type Listed = Awaited<ReturnType<Client['rest']['apps']['listWebhookDeliveries']>>['data'][number]

/** `app` authenticates as the App itself. */
export function deliveryAttempts(
  app: Client,
  served: Pick<Served, 'installationId' | 'repositoryId'>,
): DeliveryAttempts {
  const isOurs = (each: Listed): boolean =>
    each.installation_id === served.installationId &&
    (each.repository_id === null || each.repository_id === served.repositoryId)

  return {
    async since(instant) {
      const attempts: DeliveryAttempt[] = []
      let pages = 0
      for await (const { data } of app.paginate.iterator(app.rest.apps.listWebhookDeliveries, PAGE)) {
        pages++
        const wanted = data.filter((each) => Temporal.Instant.compare(each.delivered_at, instant) >= 0)
        attempts.push(...wanted.filter(isOurs).map(attempt))
        if (wanted.length < data.length) return { attempts, cut: false }
        if (pages === MOST_PAGES) return { attempts, cut: true }
      }
      return { attempts, cut: false }
    },
    async again(id) {
      await app.rest.apps.redeliverWebhookDelivery({ delivery_id: id })
    },
  }
}

function attempt(from: Listed): DeliveryAttempt {
  // By the number: what GitHub writes as `status` of our 202 is not documented, and redelivering all that arrived would be dear.
  const arrived = from.status_code >= 200 && from.status_code < 300
  return { id: from.id, guid: from.guid, at: from.delivered_at, arrived }
}
