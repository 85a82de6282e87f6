using System.Text;

namespace Lockstep.Sessions.Endpoints;

/// <summary>What a client may do that logs in with a key whose <c>command=</c> in <c>authorized_keys</c> starts the agent.</summary>
/// <param name="Root">The one target's root as bytes: absolute, or relative to the login directory.</param>
/// <param name="AllowsCommands">Whether it may run commands there, a deploy included.</param>
/// <param name="AllowsWriting">Whether it may change the target.</param>
public sealed record Confinement(ReadOnlyMemory<byte> Root, bool AllowsCommands, bool AllowsWriting)
{
    /// <summary>How it is written.</summary>
    public const string Usage = "lockstep-agent serve --root DIR [--no-commands] [--read-only]";

    /// <summary>Reads what stands behind <c>serve</c>. A command could write, so that who may only read may run none.</summary>
    /// <returns>False when it is not as <see cref="Usage"/> says; what is not understood must not be taken for less confinement.</returns>
    public static bool TryParse(ReadOnlySpan<string> words, out Confinement confinement)
    {
        string? root = null;
        bool noCommands = false, readOnly = false;
        confinement = new Confinement(default, AllowsCommands: false, AllowsWriting: false);
        for (int i = 0; i < words.Length; i++)
        {
            switch (words[i])
            {
                case "--root" when root is null && i + 1 < words.Length && words[i + 1].Length > 0:
                    root = words[++i];
                    break;
                case "--no-commands":
                    noCommands = true;
                    break;
                case "--read-only":
                    readOnly = true;
                    break;
                default:
                    return false;
            }
        }

        if (root is null)
        {
            return false;
        }

        confinement = new Confinement(Encoding.UTF8.GetBytes(root), AllowsCommands: !noCommands && !readOnly, AllowsWriting: !readOnly);
        return true;
    }
}
