using Lockstep.Native.Descriptors;
using Lockstep.Native.Processes;

namespace Lockstep.Rsync.Links;

/// <summary>A peer in this process: a local copy has both ends here.</summary>
internal sealed class PipeLink : IRsyncLink
{
    private PipeLink(Stream input, Stream output) => (Input, Output) = (input, output);

    /// <inheritdoc/>
    public Stream Input { get; }

    /// <inheritdoc/>
    public Stream Output { get; }

    /// <summary>Makes both ends.</summary>
    public static (PipeLink One, PipeLink Other) Create()
    {
        var forth = new ProcessPipe();
        var back = new ProcessPipe();
        return (
            new PipeLink(new DescriptorReader(back.ReadEnd), new DescriptorWriter(forth.WriteEnd)),
            new PipeLink(new DescriptorReader(forth.ReadEnd), new DescriptorWriter(back.WriteEnd)));
    }

    /// <inheritdoc/>
    public void Abort() => Dispose();

    /// <inheritdoc/>
    public int AwaitEnd()
    {
        Output.Dispose();
        return 0;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Output.Dispose();
        Input.Dispose();
    }
}
