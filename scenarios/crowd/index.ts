/** Many users on each VU, and how a journey is written for one of them. Pure: no k6 in here, so that tests run it on a virtual clock. */
export { type Asked, chanceSeedOf, type Send } from './actor.ts';
export type { StateOf, StateSpec } from './columns.ts';
export { type Crowd, type CrowdPorts, type CrowdShare, crowdOf } from './crowd.ts';
export { defineJourney, type Journey, type Next, type UserOf } from './journey.ts';
export type { Reply } from './reply.ts';
export { type TestData, vanishingIn, type World } from './world.ts';
