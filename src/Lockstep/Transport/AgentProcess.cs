using Lockstep.Native.Descriptors;
using Lockstep.Native.Processes;
using Lockstep.Transport.Bootstrap;
using Microsoft.Win32.SafeHandles;

namespace Lockstep.Transport;

/// <summary>The agent's end of a connection: its standard input and output, behind the marker that the client waits for.</summary>
public static class AgentProcess
{
    /// <summary>Most bytes of the two lines that a client sends to the bootstrap: a path, and some numbers.</summary>
    private const int MostLines = 8192;

    /// <summary>Takes over standard input and output and tells the client that the agent runs.</summary>
    public static (DescriptorReader Input, DescriptorWriter Output) Announce() => TakeOver(BootstrapMarker.Ready);

    /// <summary>
    /// The same for an agent that sshd has started in the place of the bootstrap. Which one it is stands in the marker, since it cannot be replaced; what the client
    /// has sent for the bootstrap is passed over.
    /// </summary>
    /// <exception cref="ProtocolException">What comes is not a client's.</exception>
    public static (DescriptorReader Input, DescriptorWriter Output) AnnounceForced()
    {
        (DescriptorReader input, DescriptorWriter output) = TakeOver(BootstrapMarker.Forced(AgentIdentity.OfThisProgram()));
        PassLines(input);
        return (input, output);
    }

    /// <summary>Reads past the two lines for the bootstrap; the agent's first bytes stand behind them.</summary>
    internal static void PassLines(DescriptorReader input)
    {
        byte[] buffer = new byte[MostLines];
        int length = 0;
        while (length < buffer.Length && input.Read(buffer.AsSpan(length)) is var read and > 0)
        {
            length += read;
            int first = buffer.AsSpan(0, length).IndexOf((byte)'\n');
            int second = first < 0 ? -1 : buffer.AsSpan(first + 1, length - first - 1).IndexOf((byte)'\n');
            if (second >= 0)
            {
                input.PushBack(buffer.AsMemory((first + second + 2)..length));
                return;
            }
        }

        throw new ProtocolException("what logs in is no lockstep: two lines were awaited");
    }

    private static (DescriptorReader Input, DescriptorWriter Output) TakeOver(ReadOnlySpan<byte> marker)
    {
        var standardInput = new SafeFileHandle(0, ownsHandle: false);
        ProcessPipe.Widen(standardInput, ProcessPipe.AgentCapacity);
        var input = new DescriptorReader(standardInput);
        var output = new DescriptorWriter(new SafeFileHandle(1, ownsHandle: false));
        output.Write(marker);
        return (input, output);
    }
}
