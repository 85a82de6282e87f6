using Lockstep.Native.Descriptors;
using Microsoft.Win32.SafeHandles;

namespace Lockstep.Rsync.Links;

/// <summary>A peer that started this process and talks to its standard input and output.</summary>
internal sealed class StandardLink : IRsyncLink
{
    /// <inheritdoc/>
    public Stream Input { get; } = new DescriptorReader(new SafeFileHandle(0, ownsHandle: false));

    /// <inheritdoc/>
    public Stream Output { get; } = new DescriptorWriter(new SafeFileHandle(1, ownsHandle: false), isShared: true);

    /// <inheritdoc/>
    public void Abort() => Dispose();

    /// <inheritdoc/>
    public int AwaitEnd() => 0;

    /// <inheritdoc/>
    public void Dispose()
    {
        Output.Dispose();
        Input.Dispose();
    }
}
