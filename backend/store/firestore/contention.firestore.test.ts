import { describeFirestore } from './testing.ts';

describeFirestore('contention');
