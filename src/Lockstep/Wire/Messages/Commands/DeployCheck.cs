using System.Buffers;
using Lockstep.Tree;

namespace Lockstep.Wire.Messages.Commands;

/// <summary>The script of the project that a deploy command starts.</summary>
public enum DeployScript : byte
{
    /// <summary>None that is known: the command is the user's own.</summary>
    None = 0,

    /// <summary><c>deploy.py</c>, by python3.</summary>
    Python = 1,

    /// <summary><c>deploy.sh</c>.</summary>
    Shell = 2,
}

/// <summary>Whether a deploy command takes root's rights.</summary>
public enum SudoUse : byte
{
    /// <summary>It does not, unless the login has them.</summary>
    Never = 0,

    /// <summary>By sudo, where the target has it.</summary>
    WhereThere = 1,

    /// <summary>By sudo, or so it looks.</summary>
    Always = 2,
}

/// <summary>
/// What is looked at before a deploy command is started: whether its script is what was last pushed, and with root's
/// rights all that was pushed, and who may change it.
/// <code>
/// | script: 1 | sudo: 1 | proof: 1 | with proof: | key: 1056 | seal: 16 | |
/// </code>
/// </summary>
/// <param name="Script">The script that it starts.</param>
/// <param name="Sudo">Whether it takes root's rights.</param>
public sealed record DeployCheck(DeployScript Script, SudoUse Sudo)
{
    /// <summary>
    /// Proves what the project's script is; null where nothing does. It decides where somebody touched the script on
    /// the target, so that only a hash says that it is still what was pushed.
    /// </summary>
    public ContentProof? Proof { get; init; }

    /// <summary>Writes the field.</summary>
    internal void Write(IBufferWriter<byte> writer)
    {
        writer.WriteByte((byte)Script);
        writer.WriteByte((byte)Sudo);
        writer.WriteBoolean(Proof is not null);
        if (Proof is { } proof)
        {
            writer.Write(proof.Key.Bytes.Span);
            writer.WriteSeal(proof.Seal);
        }
    }

    /// <summary>Reads the field.</summary>
    internal static DeployCheck Read(ref ByteReader reader)
    {
        byte script = reader.ReadByte("deploy script"), sudo = reader.ReadByte("use of sudo");
        if (script > (byte)DeployScript.Shell || sudo > (byte)SudoUse.Always)
        {
            throw new ProtocolException(
                $"deploy script is {script}, use of sudo is {sudo}; the most are {(byte)DeployScript.Shell} and {(byte)SudoUse.Always}");
        }

        ContentProof? proof = reader.ReadBoolean("proof of the script")
            ? new ContentProof(new SealKey(reader.ReadBytes(SealKey.Length, "key")), reader.ReadSeal("seal"))
            : null;
        return new DeployCheck((DeployScript)script, (SudoUse)sudo) { Proof = proof };
    }
}
