// What somebody would write by hand to send what swipers and paid writers send: classic VUs in a closed loop, nothing measured beyond k6's own.

import { sleep } from 'k6';
import { hmac } from 'k6/crypto';
import { b64encode } from 'k6/encoding';
import http from 'k6/http';

/** SWIPE_RESTS and CHAT_RESTS: seconds between two steps, such as 2-6; without them nobody rests. */
const { BASE_URL, SECONDS, SWIPE_RESTS, CHAT_RESTS } = __ENV;
const USERS = Number(__ENV.USERS);
const swipers = Math.round((USERS * 5) / 7);
const forever = { executor: 'constant-vus', duration: `${SECONDS}s`, gracefulStop: '1s' };

export const options = {
  scenarios: {
    swipe: { ...forever, exec: 'swipe', vus: swipers },
    'paid-chat': { ...forever, exec: 'chat', vus: USERS - swipers },
  },
  systemTags: ['scenario', 'status', 'name', 'error_code'],
  userAgent: 'loadgate',
};

/** @param {string | undefined} between */
const resting = (between) => {
  if (between === undefined) return () => {};
  const [from = 0, to = 0] = between.split('-').map(Number);
  return () => sleep(from + Math.random() * (to - from));
};
const swiperRests = resting(SWIPE_RESTS);
const writerRests = resting(CHAT_RESTS);

/** @type {{ headers: Record<string, string> } | undefined} */
let params;
/** Each user has a token of its own, made once. */
function mine() {
  if (params) return params;
  const claims = `{"sub":"u${__VU}","country":"PL","platform":"android","tenant":"t300","vip":false,"royal":false,"creator":false,"iat":1,"exp":9999999999}`;
  const token = `${b64encode('{"alg":"HS256","typ":"JWT"}', 'rawurl')}.${b64encode(claims, 'rawurl')}`;
  const signature = hmac('sha256', 'loadgate-development-only', token, 'base64rawurl');
  const headers = { Authorization: `Bearer ${token}.${signature}`, 'Content-Type': 'application/json' };
  params = { headers };
  return params;
}

/** A page of ten profiles; one in seven is opened; each is liked or passed. */
export function swipe() {
  http.post(`${BASE_URL}/getDiscoveryFeed`, '{"data":{"limit":10,"cursor":"next"}}', mine());
  swiperRests();
  for (let i = 0; i < 10; i++) {
    const target = `u${Math.floor(Math.random() * 10000)}`;
    if (Math.random() < 0.15) http.post(`${BASE_URL}/getProfile`, `{"data":{"userId":"${target}"}}`, mine());
    const action = Math.random() < 0.4 ? 'like' : 'pass';
    const body = `{"data":{"targetId":"${target}","action":"${action}","swipeId":"swipe.1hj2k3-${__VU}-${__ITER}.${i}"}}`;
    http.post(`${BASE_URL}/swipe`, body, mine());
    swiperRests();
  }
}

/** A paid message; every fourth time the conversation is read. */
export function chat() {
  const peer = `u${Math.floor(Math.random() * 10000)}`;
  const text = 'Repellendus cohibeo inventore inflammatio dens tergeo cur victus.';
  const body = `{"data":{"recipientId":"${peer}","text":"${text}","messageId":"paid-chat.1hj2k3-${__VU}-${__ITER}"}}`;
  http.post(`${BASE_URL}/sendChatMessage`, body, mine());
  writerRests();
  if (Math.random() < 0.25) {
    http.post(`${BASE_URL}/getChatMessages`, `{"data":{"chatId":"u1_${peer}","limit":20}}`, mine());
    writerRests();
  }
}
