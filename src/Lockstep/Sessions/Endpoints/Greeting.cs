using System.Buffers;
using System.Runtime.InteropServices;
using Lockstep.Sessions.Messages;
using Lockstep.Wire;
using Lockstep.Wire.Messages;

namespace Lockstep.Sessions.Endpoints;

/// <summary>What this build says of itself to the other end.</summary>
internal static class Greeting
{
    /// <summary>Our hello.</summary>
    public static Hello Own { get; } = new(
        LeastVersion: Hello.CurrentVersion,
        NewestVersion: Hello.CurrentVersion,
        Features: 0,
        Build: typeof(Greeting).Assembly.GetName().Version?.ToString(fieldCount: 3) ?? "0.0.0",
        Platform: RuntimeInformation.RuntimeIdentifier);

    /// <summary>All that a client can tell an agent before it has answered, as bytes: our hello, and which target to open.</summary>
    public static ReadOnlyMemory<byte> With(OpenRequest request)
    {
        var frames = new MemoryStream();
        using var sender = new MessageSender(frames, TimeProvider.System);
        Send(sender, MessageType.Hello, Own.Encode);
        Send(sender, MessageType.Open, request.Encode);
        return frames.ToArray();
    }

    private static void Send(MessageSender sender, MessageType type, Action<IBufferWriter<byte>> encode)
    {
        var message = new ArrayBufferWriter<byte>();
        encode(message);
        sender.Send(type, message.WrittenMemory);
    }
}
