/** The calls about money. They come with the screens that need them, not with the first one. */
import { createClient } from '@connectrpc/connect'
import { transport } from './client.js'
import { GiftService } from './superette/v1/gift_pb.js'
import { PayService, WalletService } from './superette/v1/pay_pb.js'

export const wallets = createClient(WalletService, transport)
export const gifts = createClient(GiftService, transport)
export const payments = createClient(PayService, transport)
