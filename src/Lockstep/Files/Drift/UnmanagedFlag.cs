namespace Lockstep.Files.Drift;

/// <summary>Set by the first worker that finds something unmanaged; the others need not look any more.</summary>
internal sealed class UnmanagedFlag
{
    private volatile bool _isSet;

    public bool IsSet => _isSet;

    public void Set() => _isSet = true;
}
