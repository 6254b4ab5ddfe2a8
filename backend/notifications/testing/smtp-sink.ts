import { type AddressInfo, createServer, type Socket } from 'node:net';

/** A mail server on loopback that speaks as much SMTP (RFC 5321) as one message needs, and keeps the messages. */
export async function smtpSink() {
  const messages: string[] = [];
  const sockets = new Set<Socket>();
  const sink = { messages, accepting: true, url: '', close: async () => {} };
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    let buffered = '';
    let inData = false;
    const answer = (line: string) => socket.write(`${line}\r\n`);
    const answerTo = (line: string) => {
      const verb = line.slice(0, 4).toUpperCase();
      if (verb === 'DATA') {
        inData = true;
        answer('354 go on');
      } else if (verb === 'RCPT' && !sink.accepting) answer('550 no such user');
      else if (verb === 'QUIT') socket.end('221 bye\r\n');
      else answer('250 ok');
    };
    answer('220 sink');
    socket.on('data', (chunk) => {
      buffered += chunk.toString();
      for (;;) {
        const mark = inData ? '\r\n.\r\n' : '\r\n';
        const end = buffered.indexOf(mark);
        if (end < 0) return;
        const text = buffered.slice(0, end);
        buffered = buffered.slice(end + mark.length);
        if (!inData) answerTo(text);
        else {
          inData = false;
          messages.push(text);
          answer('250 queued');
        }
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  sink.url = `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`;
  sink.close = async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  };
  return sink;
}
