/** The call that reports something. It comes with its sheet, not with the first screen. */
import { createClient } from '@connectrpc/connect'
import { transport } from './client.js'
import { ReportService } from './superette/v1/report_pb.js'

export const reports = createClient(ReportService, transport)
