using Lockstep.Native.Descriptors;
using Lockstep.Native.Processes;
using Lockstep.Transport.Bootstrap;
using Microsoft.Win32.SafeHandles;

namespace Lockstep.Transport;

/// <summary>The agent's end of a connection: its standard input and output, behind the marker that the client waits for.</summary>
public static class AgentProcess
{
    /// <summary>Takes over standard input and output and tells the client that the agent runs.</summary>
    public static (DescriptorReader Input, DescriptorWriter Output) Announce()
    {
        var standardInput = new SafeFileHandle(0, ownsHandle: false);
        ProcessPipe.Widen(standardInput, ProcessPipe.AgentCapacity);
        var input = new DescriptorReader(standardInput);
        var output = new DescriptorWriter(new SafeFileHandle(1, ownsHandle: false));
        output.Write(BootstrapMarker.Ready);
        return (input, output);
    }
}
