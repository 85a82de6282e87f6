namespace Lockstep.Rsync.Coding;

/// <summary>The letters by which a client tells a server what it can do, and the server's answer.</summary>
internal static class Capabilities
{
    private const string Always = "LsfxCIvu";

    /// <summary>Our letters.</summary>
    public static string Letters(bool mayBeIncremental) => mayBeIncremental ? "i" + Always : Always;

    /// <summary>What a server answers.</summary>
    public static CompatFlags Answer(string letters, bool mayBeIncremental)
    {
        CompatFlags flags = CompatFlags.SymlinkTimes | CompatFlags.SymlinkConversion;
        flags |= letters.Contains('i') && mayBeIncremental ? CompatFlags.IncrementalRecursion : 0;
        flags |= letters.Contains('f') ? CompatFlags.SafeFileList : 0;
        flags |= letters.Contains('x') ? CompatFlags.AvoidAttributeShortcut : 0;
        flags |= letters.Contains('C') ? CompatFlags.SeedFirst : 0;
        flags |= letters.Contains('I') ? CompatFlags.InPlacePartial : 0;
        flags |= letters.Contains('v') ? CompatFlags.VariableFlags : 0;
        return flags | (letters.Contains('u') ? CompatFlags.NamesOfIdZero : 0);
    }
}
