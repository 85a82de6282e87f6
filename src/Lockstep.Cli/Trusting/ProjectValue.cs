using System.Security.Cryptography;
using System.Text;
using Lockstep.Tree;

namespace Lockstep.Cli.Trusting;

/// <summary>
/// A value of a project's settings that starts a program, or reads or writes files on this machine, so that it counts only once the user has trusted it.
/// </summary>
/// <param name="Key">Where it stands: <c>[connection] ssh</c>.</param>
/// <param name="Text">What is run, read or written.</param>
internal sealed record ProjectValue(string Key, string Text)
{
    /// <summary>What is remembered of it: the SHA-256 of key and value, in hexadecimal.</summary>
    public string Digest => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{Key}\0{Text}")));

    /// <summary>Key and value as they are shown, one line.</summary>
    public override string ToString() => DisplayText.Of($"{Key} = {Text}");
}
