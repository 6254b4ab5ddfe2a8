import { describeFirestore } from './testing.ts';

describeFirestore('basics');
