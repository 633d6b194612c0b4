/** A program's sockets among its requests: what goes over them stands with each. */
import type { SocketNews } from '../program/ports.js'
import { type DevRecord, type Message, nextRequest, type Request, requestsKept } from './record.js'

/** Of one socket, the newest. */
export const messagesKept = 200
const shownText = 4000

function messageOf(sent: boolean, data: string | ArrayBuffer): Message {
  const bytes = typeof data === 'string' ? new TextEncoder().encode(data).length : data.byteLength
  return { at: Date.now(), sent, bytes, text: typeof data === 'string' ? data.slice(0, shownText) : '' }
}

/** Writes what happens with the sockets of one run into the record. */
export function createSockets(record: DevRecord, refused: (url: string, fault: string) => void): (news: SocketNews) => void {
  const numbers = new Map<number, number>()
  const began = new Map<number, number>()
  const change = (task: number, members: (now: Request) => Partial<Request>): void => {
    const n = numbers.get(task)
    record.requests.value = record.requests.value.map((each) => (each.n === n ? { ...each, ...members(each) } : each))
  }
  const sinceOf = (task: number): number => performance.now() - (began.get(task) ?? performance.now())
  return (news) => {
    const { task } = news
    switch (news.kind) {
      case 'asked': {
        const n = nextRequest()
        numbers.set(task, n)
        began.set(task, performance.now())
        const first: Request = {
          n,
          at: Date.now(),
          method: 'WS',
          url: news.url,
          header: news.header,
          body: '',
          sent: 0,
          state: 'waiting',
          status: 0,
          answerHeader: {},
          answer: '',
          received: 0,
          ms: 0,
          headMs: 0,
          fault: '',
          messages: [],
        }
        record.requests.value = [...record.requests.value.slice(1 - requestsKept), first]
        return
      }
      case 'open':
        return change(task, () => ({ state: 'open', status: 101, answerHeader: news.header, headMs: sinceOf(task), ms: sinceOf(task) }))
      case 'sent':
      case 'got': {
        const message = messageOf(news.kind === 'sent', news.data)
        return change(task, (now) => ({
          messages: [...(now.messages ?? []).slice(1 - messagesKept), message],
          sent: now.sent + (message.sent ? message.bytes : 0),
          received: now.received + (message.sent ? 0 : message.bytes),
        }))
      }
      case 'closed':
        return change(task, () => ({ state: 'answered', ms: sinceOf(task), fault: `${news.code}${news.reason === '' ? '' : ` ${news.reason}`}` }))
      case 'failed':
        refused(record.requests.value.find((each) => each.n === numbers.get(task))?.url ?? '', news.reason)
        return change(task, () => ({ state: 'failed', ms: sinceOf(task), fault: news.reason }))
    }
  }
}
