import { z } from 'zod';
import { callerId, defineAdminOperation, keyField, type Operation } from '../operations/index.ts';
import { getActiveAlerts, resolveAlert } from './active-alerts.ts';
import { SERVICE_NAMES } from './services.ts';
import { getAllServicesHealth, getServiceHealth, type Watchdog } from './watchdog.ts';

const forOperators = { access: 'admin', feature: 'watchdog', flag: null } as const;

/** What the operators' page shows of the watchdog. */
export const watchdogOperations = (watchdog: Watchdog): readonly Operation[] => [
  defineAdminOperation({
    ...forOperators,
    name: 'getAllServicesHealth',
    summary: 'The last check of each service: status, errors, response times',
    input: z.strictObject({}),
    handler: async (ctx) => ({ services: await getAllServicesHealth(ctx) }),
  }),
  defineAdminOperation({
    ...forOperators,
    name: 'getServiceHealth',
    summary: 'The last check of one service; null where it was never checked',
    input: z.strictObject({ service: z.enum(SERVICE_NAMES) }),
    handler: async (ctx, { service }) => ({ health: await getServiceHealth(ctx, service) }),
  }),
  defineAdminOperation({
    ...forOperators,
    name: 'checkAllServicesHealth',
    summary: 'Checks every service now',
    input: z.strictObject({}),
    handler: async (ctx) => ({ services: await watchdog.checkAllServicesHealth(ctx) }),
  }),
  defineAdminOperation({
    ...forOperators,
    name: 'getActiveAlerts',
    summary: 'Alerts that are open',
    input: z.strictObject({}),
    handler: async (ctx) => ({ alerts: await getActiveAlerts(ctx) }),
  }),
  defineAdminOperation({
    ...forOperators,
    name: 'resolveAlert',
    summary: 'Resolves an alert by hand',
    input: z.strictObject({ alertId: keyField, resolution: z.string().min(1).max(500) }),
    handler: (ctx, { alertId, resolution }) => resolveAlert(ctx, alertId, callerId(ctx), resolution),
  }),
];
