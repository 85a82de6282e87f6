// Connects to the port in LOCKSTEP_TEST_SSH_PORT, sends the arguments (length, then text with zeros between) and standard input, and gets frames back: a byte
// for what it is (1 output, 2 error, 3 exit code), a length or the code, content.
using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

const int CannotConnect = 255;
int port = int.Parse(Environment.GetEnvironmentVariable("LOCKSTEP_TEST_SSH_PORT")!, CultureInfo.InvariantCulture);
using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
socket.Connect(IPAddress.Loopback, port);
using var relay = new NetworkStream(socket);
byte[] words = Encoding.UTF8.GetBytes(string.Join('\0', args));
byte[] length = new byte[sizeof(int)];
BinaryPrimitives.WriteInt32LittleEndian(length, words.Length);
relay.Write(length);
relay.Write(words);
new Thread(PassInput) { IsBackground = true }.Start();

Stream output = Console.OpenStandardOutput(), error = Console.OpenStandardError();
byte[] head = new byte[1 + sizeof(int)];
while (relay.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) == head.Length)
{
    int number = BinaryPrimitives.ReadInt32LittleEndian(head.AsSpan(1));
    if (head[0] == 3)
    {
        return number;
    }

    byte[] content = new byte[number];
    relay.ReadExactly(content);
    (head[0] == 1 ? output : error).Write(content);
}

return CannotConnect;

void PassInput()
{
    try
    {
        Console.OpenStandardInput().CopyTo(relay);
        socket.Shutdown(SocketShutdown.Send);
    }
    catch (IOException)
    {
        // The other end is gone; its exit code or its silence is told above.
    }
}
