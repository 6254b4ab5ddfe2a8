import { z } from 'zod';
import { callerId, defineAdminOperation, keyField, type Operation } from '../operations/index.ts';
import { getActiveAlerts, resolveAlert } from './active-alerts.ts';
import { SERVICE_NAMES, THRESHOLDS } from './services.ts';
import { getAllServicesHealth, getServiceHealth, type Watchdog } from './watchdog.ts';

const forOperators = { access: 'admin', feature: 'watchdog', flag: null } as const;

/** Made once, however many backends this process starts: schemas cost more than all the rest of a module. */
const INPUTS = {
  getAllServicesHealth: z.strictObject({}),
  getServiceHealth: z.strictObject({ service: z.enum(SERVICE_NAMES) }),
  checkAllServicesHealth: z.strictObject({}),
  getActiveAlerts: z.strictObject({}),
  resolveAlert: z.strictObject({ alertId: keyField, resolution: z.string().min(1).max(500) }),
} as const;

/** What the operators' page shows of the watchdog. */
export const watchdogOperations = (watchdog: Watchdog): readonly Operation[] => [
  defineAdminOperation({
    ...forOperators,
    name: 'getAllServicesHealth',
    summary: 'The last check of each service: status, errors, response times',
    input: INPUTS.getAllServicesHealth,
    handler: async (ctx) => ({ services: await getAllServicesHealth(ctx) }),
  }),
  defineAdminOperation({
    ...forOperators,
    name: 'getServiceHealth',
    summary: 'The last check of one service; null where it was never checked',
    input: INPUTS.getServiceHealth,
    handler: async (ctx, { service }) => ({ health: await getServiceHealth(ctx, service) }),
  }),
  defineAdminOperation({
    ...forOperators,
    name: 'checkAllServicesHealth',
    summary: 'Checks every service now',
    input: INPUTS.checkAllServicesHealth,
    handler: async (ctx) => ({ services: await watchdog.checkAllServicesHealth(ctx) }),
  }),
  defineAdminOperation({
    ...forOperators,
    name: 'getActiveAlerts',
    summary: 'Alerts that are open, and what alerts are raised on',
    input: INPUTS.getActiveAlerts,
    handler: async (ctx) => ({ alerts: await getActiveAlerts(ctx), rules: Object.keys(THRESHOLDS) }),
  }),
  defineAdminOperation({
    ...forOperators,
    name: 'resolveAlert',
    summary: 'Resolves an alert by hand',
    input: INPUTS.resolveAlert,
    handler: (ctx, { alertId, resolution }) => resolveAlert(ctx, alertId, callerId(ctx), resolution),
  }),
];
